// The chat: keeps the list of messages on the page in step with the server's, without a flicker or a lost place.

import { drawMessage, isEditable } from "./bubbles.js";
import { byId, el, showCount } from "./elements.js";
import { dayOf, wallClock } from "./when.js";

const NEAR_END_PX = 64;
const ANSWER_MS = 1000; // how long the focus waits for the next buttons before it goes to the text box

function dayLine(iso) {
  return el("div", { class: "day-line-between" }, el("span", {}, dayOf(iso)));
}

/** Whether two neighbours were said by the same side in one breath, so that their bubbles stand close. */
function isJoined(before, message) {
  return Boolean(before) && before.from === message.from && !before.buttons?.length
    && wallClock(before.date)?.key === wallClock(message.date)?.key;
}

export function createChat(does) {
  const [log, pile, empty, toEnd] = ["log", "pile", "empty", "to-end"].map(byId);
  const drawn = new Map();
  let [person, missed, wantsChoice, isAtEnd, mending] = [null, 0, false, true, null];

  const toTheEnd = () => { log.scrollTop = log.scrollHeight; };
  const note = () => {
    isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
    if (isAtEnd) missed = 0;
    toEnd.hidden = isAtEnd;
    showCount(toEnd.querySelector(".badge"), missed);
  };
  let size = "";
  const measure = () => `${log.clientWidth} ${log.clientHeight} ${log.scrollHeight}`;
  // A change of size scrolls too; only a scroll by hand says that someone wants to read further up.
  log.addEventListener("scroll", () => { if (measure() === size) note(); }, { passive: true });
  toEnd.addEventListener("click", () => { toTheEnd(); log.focus({ preventScroll: true }); });
  // The keyboard of a phone makes the log shorter, a picture makes the pile higher: what was at the end stays there.
  const sizes = new ResizeObserver(() => {
    size = measure();
    if (isAtEnd) toTheEnd();
    note();
  });
  sizes.observe(log);
  sizes.observe(pile);

  const nodesFor = (messages) => {
    const wanted = new Map();
    let before = null;
    for (const message of messages) {
      const day = wallClock(message.date)?.key;
      if (day && day !== wallClock(before?.date)?.key) {
        wanted.set(`day ${day}`, drawn.get(`day ${day}`) ?? { node: dayLine(message.date) });
      }
      const key = `message ${message.id}`;
      const entry = drawn.get(key) ?? drawMessage(message, does);
      entry.update(message);
      entry.node.classList.toggle("is-joined", isJoined(before, message));
      wanted.set(key, entry);
      before = message;
    }
    return wanted;
  };

  const place = (wanted) => {
    for (const [key, { node }] of drawn) if (!wanted.has(key)) { node.remove(); drawn.delete(key); }
    let cursor = pile.firstChild;
    let added = 0;
    for (const [key, entry] of wanted) {
      if (entry.node === cursor) cursor = cursor.nextSibling;
      else pile.insertBefore(entry.node, cursor);
      if (!drawn.has(key) && entry.update) added += 1;
      drawn.set(key, entry);
    }
    return added;
  };

  /** The keyboard went with the message it stood under: give the focus to the next thing to answer with. */
  const mendFocus = (isLastTry = false) => {
    clearTimeout(mending);
    if (!wantsChoice || document.activeElement !== document.body) return;
    const last = [...log.querySelectorAll(".message")].at(-1)?.querySelector(".choice");
    if (last) last.focus({ preventScroll: true });
    else if (isLastTry) does.onFocusLost();
    else mending = setTimeout(mendFocus, ANSWER_MS, true);
  };

  return {
    toTheEnd,
    keepFocus(byKeyboard) { wantsChoice = byKeyboard; },
    lastOwn: (messages) => messages.findLast(isEditable),
    show(newPerson, messages) {
      const isOther = newPerson !== person;
      const wasAtEnd = isAtEnd || isOther;
      if (isOther) { drawn.clear(); pile.replaceChildren(); person = newPerson; missed = 0; }
      // A screen reader hears what is new, not the whole of a chat that was only opened.
      log.setAttribute("aria-live", isOther ? "off" : "polite");
      log.classList.toggle("is-settled", !isOther);
      const added = place(nodesFor(messages));
      empty.hidden = messages.length > 0;
      log.hidden = messages.length === 0;
      if (wasAtEnd) toTheEnd();
      else missed += added;
      note();
      mendFocus();
      return isOther ? 0 : added;
    },
  };
}

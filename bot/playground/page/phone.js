// The phone page: holds what is shown, asks the server for it, and sends back what the person does.

import * as api from "./api.js";
import { ask, askWho } from "./asking.js";
import { createChat } from "./chat.js";
import { createComposer } from "./composer.js";
import { byId, el, showCount } from "./elements.js";
import { personButton, showClock, showPanel, showPeople, storedNodes, timelineNodes } from "./panels.js";
import { dateOf, hourOf, setZone } from "./when.js";
import { createWorkshop } from "./workshop.js";

const TOAST_MS = 5000;
const MINUTE_MS = 60_000;
const GATHER_MS = 60; // several changes in one breath are one fetch
const isWide = matchMedia("(min-width: 68.75em)");
const hasPointer = matchMedia("(hover: hover)");

const PANELS = ["timeline", "stored", "workshop"];

const held = { state: null, person: null, messages: [], view: "chat", panel: "timeline", unseen: 0 };

// ---- saying something to the person --------------------------------------------------------------

function toast(words, kind = "note") {
  // The answer to a tap comes with the tap and with the stream of events: it is shown once.
  if ([...byId("toasts").children].some((one) => one.textContent === words)) return;
  const node = el("p", { class: `toast is-${kind}` }, words);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), TOAST_MS);
}

/** Do something that the server may refuse; says why if it does. True when it worked. */
async function attempt(act) {
  try {
    await act();
    return true;
  } catch (fault) {
    if (!(fault instanceof api.Refused)) throw fault;
    toast(fault.message, "fault");
    return false;
  }
}

// ---- what is shown -------------------------------------------------------------------------------

const here = () => held.state?.people.find((person) => String(person.id) === String(held.person));

function showViews() {
  document.body.dataset.view = held.view;
  document.body.dataset.panel = held.panel;
  const current = isWide.matches ? held.panel : held.view;
  for (const tab of document.querySelectorAll(".tab")) {
    tab.toggleAttribute("aria-current", false);
    if (tab.dataset.tab === current) tab.setAttribute("aria-current", "true");
  }
  if (held.view === "chat" || isWide.matches) held.unseen = 0;
  showCount(document.querySelector(".tab[data-tab=chat] .badge"), held.unseen);
}

function openView(view) {
  held.view = view;
  if (PANELS.includes(view)) held.panel = view;
  rememberPlace();
  showViews();
  fetchPanels.soon();
}

function showState() {
  const { people, now, has_clock: hasClock, bot } = held.state;
  document.body.dataset.clock = hasClock ? "yes" : "no";
  showPeople(people, held.person, pick);
  showClock(now);
  const person = here();
  byId("bot-name").textContent = bot.name;
  byId("chat-as").textContent = person ? `with ${person.name}` : "";
  byId("composer").hidden = Boolean(person?.blocked);
  byId("blocked").hidden = !person?.blocked;
  byId("block").hidden = Boolean(person?.blocked);
  const elsewhere = people.reduce((sum, one) => sum + (one === person ? 0 : one.unread), 0);
  showCount(document.querySelector(".tab[data-tab=clock] .badge"), elsewhere);
}

function showMessages(messages) {
  held.messages = messages;
  const added = chat.show(held.person, messages);
  if (added && held.view !== "chat" && !isWide.matches) { held.unseen += added; showViews(); }
}

// ---- fetching: one at a time for each kind; what comes meanwhile makes one more ------------------

function gathered(fetchIt) {
  let [timer, running, again] = [null, null, false];
  const run = async () => {
    if (running) { again = true; return running; }
    running = (async () => {
      do { again = false; await fetchIt(); } while (again);
    })().catch((fault) => { if (!(fault instanceof api.Refused)) throw fault; }).finally(() => { running = null; });
    return running;
  };
  return { now: run, soon() { clearTimeout(timer); timer = setTimeout(run, GATHER_MS); } };
}

const fetchState = gathered(async () => {
  held.state = await api.getState();
  setZone(held.state);
  if (!here()) held.person = personInHash() ?? held.state.people[0]?.id ?? null;
  composer.setPerson(held.person);
  showState();
});

const fetchChat = gathered(async () => {
  const person = held.person;
  if (person === null) return;
  const { messages, commands } = await api.getChat(person);
  if (person !== held.person) return;
  showMessages(messages);
  composer.setCommands(commands);
});

async function panelData(fetchIt) {
  try {
    return await fetchIt(held.person);
  } catch (fault) {
    if (fault.status === 404) return {};
    throw fault;
  }
}

const fetchPanels = gathered(async () => {
  if (!held.state?.has_clock || held.person === null) return;
  if (!isWide.matches && held.view !== held.panel) return;
  const [person, panel] = [held.person, held.panel];
  if (panel === "workshop") { workshop.show(); return; }
  const data = await panelData(panel === "timeline" ? api.getTimeline : api.getStored);
  if (person !== held.person) return;
  const nodes = panel === "timeline" ? timelineNodes(data, held.state.now) : storedNodes(data);
  showPanel(panel, [person, held.state.now, data], nodes);
});

async function fetchAll() {
  await Promise.all([fetchState.now(), fetchChat.now()]);
  await fetchPanels.now();
}

// ---- what the person does ------------------------------------------------------------------------

/** Do something in the open chat, then show what came of it. */
async function inChat(act) {
  const worked = await attempt(() => act(held.person));
  await fetchChat.now();
  fetchState.soon();
  fetchPanels.soon();
  return worked;
}

const chat = createChat({
  botName: () => held.state?.bot.name ?? "Kipic",
  onPicture(url, words) {
    byId("picture-image").src = url;
    byId("picture-image").alt = words;
    byId("picture-link").href = url;
    byId("picture").showModal();
  },
  onEdit: (message) => composer.startEditing(message),
  onCommand: (text) => inChat((person) => api.sendText(person, text)),
  onLink: openLink,
  onFocusLost: () => (hasPointer.matches ? composer.focus() : byId("log").focus({ preventScroll: true })),
  onTap: (message, data, { byKeyboard }) => inChat(async (person) => {
    chat.keepFocus(byKeyboard);
    const { toast: words } = await api.tap(person, message.id, data);
    if (words) toast(words);
  }),
});

const composer = createComposer({
  onText(text) {
    chat.toTheEnd();
    return inChat((person) => api.sendText(person, text));
  },
  onEdit: (message, text) => inChat((person) => api.editText(person, message.id, text)),
  onKind(kind) {
    chat.toTheEnd();
    return inChat((person) => api.sendKind(person, kind));
  },
  onEditLast() {
    const last = chat.lastOwn(held.messages);
    if (last) composer.startEditing(last);
  },
});

function pick(id) {
  if (String(id) !== String(held.person)) {
    held.person = id;
    rememberPlace();
    composer.setPerson(id);
    if (held.state) showState();
    fetchAll();
  }
  if (!isWide.matches && held.view === "clock") openView("chat");
}

/** A link to the bot goes from one person to another: whoever is chosen opens it on their own phone. */
async function openLink(token) {
  const id = await askWho(held.state.people, personButton);
  if (id === null) return;
  pick(id);
  await inChat((person) => api.sendText(person, `/start ${token}`));
}

async function addPerson() {
  const name = await ask({ title: "Another GP", label: "Name", does: "Add" });
  if (!name) return;
  await attempt(async () => {
    const { id } = await api.addPerson(name);
    await fetchState.now();
    pick(id);
  });
}

async function jump(button) {
  const [card, buttons] = [byId("clock-card"), [...document.querySelectorAll(".jump")]];
  if (card.getAttribute("aria-busy") === "true") return;
  card.setAttribute("aria-busy", "true");
  button.classList.add("is-running");
  for (const one of buttons) one.setAttribute("aria-disabled", "true");
  await attempt(async () => {
    const { now } = await api.moveClock(button.dataset.jump);
    showClock(now);
    byId("spoken").textContent = `It is now ${dateOf(now)}, ${hourOf(now)}`;
  });
  await fetchAll();
  card.removeAttribute("aria-busy");
  button.classList.remove("is-running");
  for (const one of buttons) one.removeAttribute("aria-disabled");
}

async function setBlocked(act, next) {
  await inChat(act);
  await fetchState.now();
  byId(next).focus();
}

const workshop = createWorkshop({
  person: () => held.person,
  name: () => here()?.name.split(" ")[0] ?? "Nobody",
  isWorkshop: () => held.panel === "workshop",
  async showChat() {
    await inChat(() => {});
    chat.toTheEnd();
    if (!isWide.matches) openView("chat");
  },
});

/** Keep in the address who holds the phone and whether the workshop is open, for when the page is loaded anew. */
function rememberPlace() {
  const place = new URLSearchParams({ person: held.person ?? "", ...(held.panel === "workshop" ? { panel: held.panel } : {}) });
  history.replaceState(null, "", `#${place}`);
}

const inHash = (name) => new URLSearchParams(location.hash.slice(1)).get(name);

function personInHash() {
  const id = inHash("person");
  return held.state?.people.find((person) => String(person.id) === id)?.id ?? null;
}

function listenToPerson() {
  for (const tab of document.querySelectorAll(".tab")) tab.addEventListener("click", () => openView(tab.dataset.tab));
  for (const button of document.querySelectorAll(".jump")) button.addEventListener("click", () => jump(button));
  byId("clock-chip").addEventListener("click", () => openView("clock"));
  byId("start").addEventListener("click", (event) => {
    chat.keepFocus(event.detail === 0);
    inChat((person) => api.sendText(person, "/start"));
  });
  byId("person-add").addEventListener("click", addPerson);
  byId("block").addEventListener("click", () => setBlocked(api.block, "unblock"));
  byId("unblock").addEventListener("click", () => setBlocked(api.unblock, "block"));
  byId("picture").addEventListener("click", (event) => {
    if (event.target === event.currentTarget) event.target.close();
  });
  isWide.addEventListener("change", () => { showViews(); fetchPanels.soon(); });
  addEventListener("hashchange", () => { const id = personInHash(); if (id !== null) pick(id); });
  document.addEventListener("keydown", typeAnywhere);
}

/** A letter typed while a button or nothing has the focus goes to the text box, as on a real phone's screen. */
function typeAnywhere(event) {
  const isLetter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  const from = document.activeElement;
  const isFree = from === document.body || from?.closest("#log");
  if (isLetter && isFree && !byId("composer").hidden && !byId("picture").open) composer.focus();
}

async function open() {
  listenToPerson();
  await fetchState.now();
  if (inHash("panel") === "workshop" && held.state?.has_clock) openView("workshop");
  showViews();
  await fetchChat.now();
  fetchPanels.soon();
  setInterval(() => { if (!document.hidden) fetchState.soon(); }, MINUTE_MS);
  api.listen({
    chat({ person }) {
      fetchState.soon();
      if (String(person) !== String(held.person)) return;
      fetchChat.now();
      fetchPanels.soon();
      workshop.follow();
    },
    toast({ person, text }) { if (text && String(person) === String(held.person)) toast(text); },
    clock({ now }) { showClock(now); fetchState.soon(); fetchPanels.soon(); },
    up() { byId("lost").textContent = ""; fetchAll(); },
    down() { byId("lost").textContent = "Connection lost, trying again…"; },
  });
}

open();

// Bubbles: draws one message (words, picture, document, buttons) and tells when a part of it must be drawn anew.

import { el, icon, moveWithArrows } from "./elements.js";
import { safeNodes } from "./safe_html.js";
import { hourOf } from "./when.js";

const UNITS = ["bytes", "KB", "MB", "GB"];

function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return null;
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) { size /= 1000; unit += 1; }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

function kindOf({ name, mime }) {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name ?? "")?.[1] ?? (mime ?? "").split("/")[1] ?? "file";
  return ending.toUpperCase();
}

function picture(message, does) {
  const { url, width, height } = message.photo;
  const alt = message.text ? `Picture: ${message.text.split("\n")[0]}` : "Picture";
  return el("button", { type: "button", class: "photo", "aria-label": `${alt}. Open full size`,
    onclick: () => does.onPicture(url, alt) },
  el("img", { src: url, width, height, alt: "", decoding: "async" }));
}

function documentChip({ url, name, mime, size }) {
  const about = [kindOf({ name, mime }), sizeOf(size)].filter(Boolean).join(" · ");
  return el("a", { class: "document", href: url, target: "_blank", rel: "noopener", "data-testid": "document" },
    el("span", { class: "document-icon" }, icon("document")),
    el("span", { class: "document-about" },
      el("span", { class: "document-name" }, name ?? "Document"),
      el("span", { class: "document-size" }, about, el("span", { class: "sr" }, ", opens in a new tab"))));
}

export const isEditable = (message) => message.from === "person" && Boolean(message.text) && !message.deleted
  && !message.photo && !message.document && message.editable !== false;

function bubbleOf(message, does) {
  if (message.deleted) return el("div", { class: "bubble is-deleted" }, "This message was deleted");
  const hasWords = Boolean(message.html || message.text);
  const words = hasWords && el("div", { class: "words", dir: "auto" }, safeNodes(message.html || "", does));
  if (words && !message.html) words.textContent = message.text;
  const meta = el("span", { class: "meta" }, message.edited ? "edited " : null,
    el("time", { datetime: message.date }, hourOf(message.date)));
  return el("div", { class: `bubble${message.photo ? " has-photo" : ""}${hasWords ? "" : " no-words"}` },
    el("span", { class: "sr" }, message.from === "bot" ? `${does.botName()}: ` : "You: "),
    message.photo ? picture(message, does) : null,
    message.document ? documentChip(message.document) : null,
    words || null, meta);
}

function pencil(message, does) {
  if (!isEditable(message)) return null;
  return el("button", { type: "button", class: "icon-button pencil", "data-testid": "edit", title: "Edit",
    "aria-label": `Edit “${message.text.slice(0, 60)}”`, onclick: () => does.onEdit(message) }, icon("pencil"));
}

async function press(button, message, data, does, event) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  await does.onTap(message, data, { byKeyboard: event.detail === 0 });
  button.removeAttribute("aria-busy");
}

function choice(message, { label, data, url }, does) {
  const about = { class: "choice", "data-testid": "choice" };
  if (url) return el("a", { ...about, href: url, target: "_blank", rel: "noopener noreferrer" }, label, icon("out"));
  const button = el("button", { ...about, type: "button" }, label);
  button.addEventListener("click", (event) => press(button, message, data, does, event));
  return button;
}

function keysOf(message, does) {
  const rows = message.deleted ? [] : message.buttons ?? [];
  if (!rows.length) return null;
  const keys = el("div", { class: "keys", role: "group", "aria-label": "Choices" },
    rows.map((row) => el("div", { class: "key-row" }, row.map((button) => choice(message, button, does)))));
  keys.addEventListener("keydown", (event) => moveWithArrows(keys, ".choice", event));
  return keys;
}

const lookOf = ({ html, text, photo, document, edited, deleted, date }) =>
  JSON.stringify([html, text, photo, document, edited, deleted, date]);

/**
 * A drawn message: `node` stays the same for its whole life, and `update` redraws only the half that changed,
 * so that a picture does not blink when the buttons under it go.
 */
export function drawMessage(first, does) {
  const node = el("div", { class: `message from-${first.from}`, "data-message-id": first.id });
  const body = el("div", { class: "body" });
  node.append(body);
  let [look, keysLook, keys] = [null, null, null];
  const update = (message) => {
    const [newLook, newKeysLook] = [lookOf(message), JSON.stringify(message.deleted ? [] : message.buttons)];
    if (newLook !== look) body.replaceChildren(...[pencil(message, does), bubbleOf(message, does)].filter(Boolean));
    if (newKeysLook !== keysLook) {
      keys?.remove();
      keys = keysOf(message, does);
      if (keys) node.append(keys);
    }
    [look, keysLook] = [newLook, newKeysLook];
  };
  update(first);
  return { node, update };
}

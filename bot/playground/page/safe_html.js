// Safe HTML: rebuilds a message's markup from a short list of tags; whatever is not on it becomes plain text.

import { el } from "./elements.js";

const PLAIN = { B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s",
  CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote", BR: "br" };
const SCHEMES = ["http:", "https:", "mailto:", "tg:"];

function safeAddress(href) {
  try {
    const address = new URL(href, location.href);
    return SCHEMES.includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** Words that open on a click, on Enter and on the space bar; hidden from a screen reader until then. */
function spoiler(children) {
  const words = el("span", { class: "spoiler-words", "aria-hidden": "true", inert: true }, children);
  const cover = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden words: open" },
    words);
  const open = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    for (const name of ["role", "aria-label"]) cover.removeAttribute(name);
    cover.setAttribute("tabindex", "-1");
    cover.classList.add("is-open");
    words.removeAttribute("aria-hidden");
    words.removeAttribute("inert");
    cover.removeEventListener("click", open);
    cover.removeEventListener("keydown", open);
  };
  cover.addEventListener("click", open);
  cover.addEventListener("keydown", open);
  return cover;
}

/** A command among the words, such as /privacy: a tap sends it, as everywhere in Telegram. */
function command(words, children, onCommand) {
  if (!/^\/\w{1,32}(@\w+)?$/.test(words)) return children;
  return [el("button", { type: "button", class: "command", onclick: () => onCommand(words) }, children)];
}

/** A link to the bot, such as an invitation: a tap opens it here, on the phone of whoever it is meant for. */
function deepLink(href, children, onLink) {
  const token = /^https:\/\/t\.me\/\w{1,32}\?start=([\w-]{1,64})$/.exec(href)?.[1];
  const open = (event) => { event.preventDefault(); onLink(token); };
  return token && [el("a", { href, class: "deep-link", onclick: open }, children)];
}

const isSpoiler = (node) => node.tagName === "TG-SPOILER" || node.classList.contains("tg-spoiler")
  || node.classList.contains("spoiler");

function rebuild(node, does) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE || node.tagName === "SCRIPT" || node.tagName === "STYLE") return [];
  const children = [...node.childNodes].flatMap((child) => rebuild(child, does));
  if (node.dataset.command) return command(node.dataset.command, children, does.onCommand);
  if (isSpoiler(node)) return [spoiler(children)];
  if (node.tagName === "A") {
    const href = safeAddress(node.getAttribute("href") ?? "");
    const opened = href && deepLink(href, children, does.onLink);
    if (opened) return opened;
    return href ? [el("a", { href, target: "_blank", rel: "noopener noreferrer" }, children)] : children;
  }
  const tag = PLAIN[node.tagName];
  return tag ? [el(tag, {}, children)] : children;
}

/** Nodes for the message's html (already made safe by the server; this is the second lock on the door). */
export function safeNodes(html, does) {
  const parsed = new DOMParser().parseFromString(html ?? "", "text/html");
  return [...parsed.body.childNodes].flatMap((node) => rebuild(node, does));
}

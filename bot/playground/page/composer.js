// The composer: the text box with its two menus (commands, things other than text) and the editing of one's own words.

import { byId, el, icon, moveWithArrows } from "./elements.js";

const KINDS = [["photo", "Photo"], ["voice", "Voice message"], ["document", "Document"], ["location", "Location"],
  ["contact", "Contact"], ["sticker", "Sticker"], ["forward", "Forwarded message"]];
const TALLEST_PX = 168;

/** A button with a menu: opens by click or arrow, closes by Escape, by a choice and by a click elsewhere. */
function createMenu(button, menu) {
  const close = (back) => {
    if (menu.hidden) return;
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
  };
  const open = (items) => {
    menu.replaceChildren(...items);
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(true); }
    else moveWithArrows(menu, "[role=menuitem]", event);
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget) && event.relatedTarget !== button) close(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) close(false);
  });
  return { open, close, first: () => menu.querySelector("[role=menuitem]")?.focus(), isOpen: () => !menu.hidden };
}

const item = (children, pick) => el("button", { type: "button", role: "menuitem", tabindex: "-1", class: "menu-item",
  onclick: pick }, children);

export function createComposer(does) {
  const [form, text, editing] = [byId("composer"), byId("text"), byId("editing")];
  const commandsMenu = createMenu(byId("commands"), byId("commands-menu"));
  const attachMenu = createMenu(byId("attach"), byId("attach-menu"));
  const drafts = new Map();
  let [person, commands, edited, kept] = [null, [], null, ""];

  const fit = () => {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, TALLEST_PX)}px`;
    form.classList.toggle("has-text", text.value.trim() !== "");
  };
  const put = (value) => { text.value = value; fit(); };

  const stopEditing = () => {
    if (!edited) return;
    edited = null;
    editing.hidden = true;
    form.classList.remove("is-editing");
    byId("send-icon").setAttribute("href", "#i-send");
    byId("send").setAttribute("aria-label", "Send");
    put(kept);
  };
  const startEditing = (message) => {
    if (!edited) kept = text.value;
    edited = message;
    editing.hidden = false;
    form.classList.add("is-editing");
    byId("editing-words").textContent = message.text;
    byId("send-icon").setAttribute("href", "#i-tick");
    byId("send").setAttribute("aria-label", "Save the edit");
    put(message.text);
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  };

  const commandItems = (beginning) => commands.filter(({ command }) => command.startsWith(beginning))
    .map(({ command, description }) => item([el("span", { class: "menu-command" }, `/${command}`),
      el("span", { class: "menu-about" }, description ?? "")], () => {
      commandsMenu.close(false);
      put("");
      text.focus();
      does.onText(`/${command}`);
    }));
  const openCommands = (beginning) => {
    const items = commandItems(beginning);
    if (items.length) commandsMenu.open(items);
    else if (beginning) commandsMenu.close(false);
    else commandsMenu.open([el("p", { class: "menu-note", role: "none" }, "No commands yet.")]);
  };
  const openAttach = () => attachMenu.open([
    el("p", { class: "menu-note", role: "none" }, "Kipic keeps words only. See how it says so:"),
    ...KINDS.map(([kind, label]) => item([icon(kind), el("span", {}, label)], () => {
      attachMenu.close(true);
      does.onKind(kind);
    }))]);

  const submit = async () => {
    const [value, message] = [text.value.trim(), edited];
    commandsMenu.close(false);
    if (!value) return;
    const sender = person;
    if (message) stopEditing(); else put("");
    if (message && value === message.text) return;
    const isSent = message ? await does.onEdit(message, value) : await does.onText(value);
    if (isSent || text.value || person !== sender) return;
    if (message) startEditing(message);
    put(value);
  };

  byId("commands").addEventListener("click", () => {
    if (commandsMenu.isOpen()) { commandsMenu.close(true); return; }
    openCommands("");
    commandsMenu.first();
  });
  byId("attach").addEventListener("click", () => {
    if (attachMenu.isOpen()) { attachMenu.close(true); return; }
    openAttach();
    attachMenu.first();
  });
  byId("editing-stop").addEventListener("click", () => { stopEditing(); text.focus(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  text.addEventListener("input", () => {
    fit();
    const typed = edited ? null : /^\/(\w*)$/.exec(text.value);
    if (typed) openCommands(typed[1]); else commandsMenu.close(false);
  });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(); }
    else if (event.key === "Escape" && commandsMenu.isOpen()) { event.preventDefault(); commandsMenu.close(false); }
    else if (event.key === "Escape" && edited) { event.preventDefault(); stopEditing(); }
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (commandsMenu.isOpen()) { event.preventDefault(); commandsMenu.first(); }
      else if (event.key === "ArrowUp" && !text.value) { event.preventDefault(); does.onEditLast(); }
    }
  });

  return {
    startEditing,
    focus: () => text.focus({ preventScroll: true }),
    setCommands(list) { commands = list ?? []; },
    setPerson(id) {
      if (id === person) return;
      stopEditing();
      if (person !== null) drafts.set(person, text.value);
      person = id;
      put(drafts.get(id) ?? "");
    },
  };
}

// Asking: small dialogs for a name, a yes or a person, which Escape and Cancel leave as they were.

import { byId, el } from "./elements.js";

/** The text that was entered (or "yes" where none is asked for), null if the person thought better of it. */
export function ask({ title, about = "", label = "", value = "", does }) {
  const [dialog, field] = [byId("asking"), byId("asking-text")];
  byId("asking-title").textContent = title;
  byId("asking-about").textContent = about;
  byId("asking-label").textContent = label;
  byId("asking-field").hidden = !label;
  byId("asking-does").textContent = does;
  field.value = value;
  field.required = Boolean(label);
  dialog.returnValue = "";
  byId("asking-stops").onclick = () => dialog.close("");
  dialog.showModal();
  if (label) field.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const answer = label ? field.value.trim() : "yes";
      resolve(dialog.returnValue === "does" && answer ? answer : null);
    }, { once: true });
  });
}

/** The id of whoever was chosen of these people, null if nobody was. */
export function askWho(people, row) {
  const dialog = byId("choosing");
  dialog.returnValue = "";
  byId("choosing-people").replaceChildren(...people.map((person, index) =>
    el("li", {}, row(person, index, (id) => dialog.close(String(id))))));
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      byId("choosing-people").replaceChildren();
      resolve(people.find(({ id }) => String(id) === dialog.returnValue)?.id ?? null);
    }, { once: true });
  });
}

/** A name as flows and transcripts have it, made of what somebody typed: "Evening line" is evening_line. */
export const nameOf = (words) => words.trim().toLowerCase().replace(/[^a-z0-9_]+/g, "_").replace(/^[_0-9]+|_+$/g, "")
  .slice(0, 40);

// Beginning: a new flow, a copy or a look at one of the bot's own, or what is dropped or picked.

import * as api from "./api.js";
import { nameOf } from "./asking.js";
import { byId, el } from "./elements.js";
import { flowFile } from "./bench.js";
import { droppedFiles, holdsFiles, pickedFiles } from "./parcels.js";

export function createBeginning({ bench, say, attempt, takeUp, opened }) {
  const root = byId("workshop");

  const open = () => {
    root.dataset.beginning = "yes";
    root.classList.add("is-beginning");
    byId("beginning-back").hidden = !bench.flows().length;
    fetch();
    byId("new-name").focus();
  };
  const close = () => { root.dataset.beginning = "no"; root.classList.toggle("is-beginning", !bench.flows().length); };

  const look = async (name) => {
    if (bench.has(flowFile(name))) { bench.choose(name); opened(); say(`${name} was on the bench already.`); return; }
    const found = await attempt(() => api.fetchFlow(name));
    if (found) await takeUp(found, name);
  };
  const fetch = async () => {
    const found = await attempt(api.getFlows);
    if (!found) return;
    const like = byId("new-like");
    const chosen = like.value;
    like.replaceChildren(el("option", { value: "" }, "a small example"),
      ...found.flows.map(({ name, title }) => el("option", { value: name }, `a copy of “${title}”`)));
    like.value = chosen;
    byId("step-kind").replaceChildren(...found.samples.map(({ type, about, text }) =>
      el("option", { value: text }, `${type}: ${about}`)));
    byId("own-flows").replaceChildren(...found.flows.map(({ name, title }) => el("li", {},
      el("button", { type: "button", class: "own-flow", "data-testid": `own-${name}`, onclick: () => look(name) },
        el("span", { class: "own-title" }, title), el("span", { class: "own-name" }, name)))));
  };

  const begin = async (event) => {
    event.preventDefault();
    const name = nameOf(byId("new-name").value);
    if (!name) { say("Give it a name, such as evening line.", "fault"); byId("new-name").focus(); return; }
    if (bench.has(flowFile(name))) { say(`${name} is on the bench already: choose another name.`, "fault"); return; }
    const begun = await attempt(() => api.beginFlow(name, byId("new-like").value));
    if (!begun) return;
    byId("new-name").value = "";
    showName();
    await takeUp(begun, name);
    say("");
    byId("editor-text").focus();
  };
  const showName = () => {
    const name = nameOf(byId("new-name").value);
    byId("new-called").textContent = name ? `Its folder is called ${name}.` : "Letters and spaces are fine.";
  };

  const takeIn = async (files) => {
    say("");
    if (!files.size) { say("There is no flow in it: I take folders, .zip and .yaml files.", "fault"); return; }
    const found = await attempt(() => api.takeIn(files));
    if (found) await takeUp(found);
  };
  let depth = 0;
  const over = (by) => { depth = Math.max(0, depth + by); root.classList.toggle("is-over", depth > 0); };
  root.addEventListener("dragenter", (event) => { if (holdsFiles(event.dataTransfer)) { event.preventDefault(); over(1); } });
  root.addEventListener("dragleave", (event) => { if (holdsFiles(event.dataTransfer)) over(-1); });
  // Without this the browser would leave the page for the file.
  for (const name of ["dragover", "drop"]) {
    addEventListener(name, (event) => { if (holdsFiles(event.dataTransfer)) event.preventDefault(); });
  }
  root.addEventListener("drop", async (event) => {
    if (!holdsFiles(event.dataTransfer)) return;
    over(-depth);
    takeIn(await droppedFiles(event.dataTransfer));
  });
  for (const id of ["pick-files", "pick-folder"]) {
    byId(id).addEventListener("change", async (event) => {
      await takeIn(pickedFiles(event.target.files));
      event.target.value = "";
    });
  }
  for (const button of document.querySelectorAll("[data-picks]")) {
    button.addEventListener("click", () => byId(button.dataset.picks).click());
  }
  byId("new-form").addEventListener("submit", begin);
  byId("new-name").addEventListener("input", showName);
  byId("beginning-back").addEventListener("click", close);

  return { open, fetch };
}

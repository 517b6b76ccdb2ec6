// The workshop: an author begins, writes, plays, tests and publishes flows here, beside the phone and without a terminal.

import * as api from "./api.js";
import { ask, nameOf } from "./asking.js";
import { createBench, flowFile, homeOf, plainName } from "./bench.js";
import { createBeginning } from "./beginning.js";
import { createEditor } from "./editor.js";
import { byId, el } from "./elements.js";
import { createGraph } from "./flow_graph.js";
import { createRehearsal } from "./rehearsal.js";
import { findingNodes, sumOf } from "./reports.js";
import { createProof } from "./proof.js";

const CHECK_MS = 450;
const SAID_MS = 7000;
const LONGEST_FILE = 90;

/** `phone` gives the person who holds it, and shows the chat. */
export function createWorkshop(phone) {
  let [report, checking, timer] = [null, 0, null];

  // ---- saying something ----
  let saidTimer = null;
  const say = (words, kind = "note") => {
    const said = byId("workshop-said");
    clearTimeout(saidTimer);
    said.replaceChildren(...(words ? [el("p", { class: `toast is-${kind}` }, words)] : []));
    if (words) saidTimer = setTimeout(() => said.replaceChildren(), SAID_MS);
  };
  /** The outcome of something that the server may refuse; null, and a sentence, if it does. */
  const attempt = async (act) => {
    try {
      return await act();
    } catch (fault) {
      if (!(fault instanceof api.Refused)) throw fault;
      say(fault.message, "fault");
      return null;
    }
  };

  const bench = createBench({
    onTrouble: () => say("This browser can't keep the draft. Download it before you close the page.", "fault"),
  });

  // ---- the bench's bar, files and text ----
  const showBench = () => {
    const isEmpty = !bench.flows().length;
    byId("workshop").classList.toggle("is-beginning", isEmpty || byId("workshop").dataset.beginning === "yes");
    byId("beginning-back").hidden = isEmpty;
    byId("bench-flow").replaceChildren(...bench.flows().map((flow) =>
      el("option", { value: flow, selected: flow === bench.flow }, flow)));
    byId("files").replaceChildren(...bench.shown().map((file) => el("button", { type: "button", class: "file",
      "data-testid": "file", "aria-current": file === bench.file ? "true" : null, title: file,
      onclick: () => { bench.open(file); showFile(); } },
    homeOf(file) === bench.flow ? plainName(file).replace(".transcript.yaml", "") : file,
    file.endsWith(".transcript.yaml") ? el("span", { class: "file-kind" }, "transcript") : null)));
    byId("file-remove").disabled = bench.file === flowFile(bench.flow);
  };
  const markLines = () => {
    const marks = new Map();
    for (const { file, line, kind } of report?.findings ?? []) {
      if (file === bench.file && marks.get(line) !== "fault") marks.set(line, kind);
    }
    editor.mark(marks);
  };
  const showFile = () => {
    showBench();
    editor.show(bench.text, bench.file);
    markLines();
  };
  const goTo = (file, line) => {
    openPart("write");
    if (bench.has(file) && file !== bench.file) { bench.open(file); showFile(); }
    if (bench.has(file)) editor.goTo(line);
    else say(`${file} is not on the bench: it is the bot's own.`);
  };

  // ---- checking ----
  const check = async () => {
    clearTimeout(timer);
    if (!bench.flow) return;
    const number = ++checking;
    byId("findings").setAttribute("aria-busy", "true");
    const found = await attempt(() => api.checkDraft(bench.draft()));
    if (number !== checking) return;
    byId("findings").removeAttribute("aria-busy");
    if (!found) return;
    report = found;
    const hasFaults = report.findings.some(({ kind }) => kind === "fault");
    byId("findings-sum").textContent = sumOf(report.findings);
    byId("findings").dataset.look = hasFaults ? "fault" : report.findings.length ? "warning" : "clean";
    byId("findings-list").replaceChildren(...findingNodes(report.findings, goTo));
    markLines();
    graph.show(report.picture);
    rehearsal.follow();
  };
  const checkSoon = () => { clearTimeout(timer); timer = setTimeout(check, CHECK_MS); };
  const editor = createEditor({ onChange(text) { bench.write(text); proof.forget(); checkSoon(); } });
  const graph = createGraph({ onStep(step) { if (report?.places?.[step]) goTo(...report.places[step]); } });

  // ---- parts: beside each other where there is room, else one at a time ----
  const openPart = (part) => {
    const root = byId("workshop");
    root.dataset.part = part;
    if (part !== "write") root.dataset.side = part;
    showParts();
    if (part === "test") proof.test();
  };
  const showParts = () => {
    const { part, side } = byId("workshop").dataset;
    const [write] = document.getElementsByClassName("part-write");
    const current = getComputedStyle(write).display === "none" ? side : part;
    for (const tab of document.querySelectorAll(".part-tab")) {
      if (tab.dataset.part === current) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  };
  new ResizeObserver(showParts).observe(byId("workshop"));

  /** Put files on the bench and show them; what is there already is replaced only if its author says so. */
  const takeUp = async ({ files, flows, remarks = [] }, flow = flows[0]) => {
    const there = flows.filter((name) => bench.has(flowFile(name)));
    const isSure = !there.length || await ask({ title: `Replace ${there.join(", ")}?`,
      about: "It is on the bench already, perhaps with changes of yours.", does: "Replace" });
    if (!isSure) return;
    for (const name of there) bench.removeFlow(name);
    bench.put(files, flow);
    opened();
    say([`${flows.join(", ")} ${flows.length === 1 ? "is" : "are"} on the bench.`, ...remarks].join(" "));
  };
  const opened = () => {
    byId("workshop").dataset.beginning = "no";
    report = null;
    graph.clear();
    proof.forget();
    editor.mark(new Map());
    openPart("write");
    showFile();
    check();
  };

  const context = { bench, say, attempt, phone, takeUp, checkAgain: check, showFile, openPart,
    picture: graph, opened };
  const rehearsal = createRehearsal(context);
  const proof = createProof(context);
  const beginning = createBeginning(context);

  // ---- what the bar does ----
  const rename = async () => {
    const words = await ask({ title: `Rename ${bench.flow}`, label: "Name", value: bench.flow, does: "Rename" });
    const name = words && nameOf(words);
    if (!name || name === bench.flow) return;
    if (bench.has(flowFile(name))) { say(`${name} is on the bench already.`, "fault"); return; }
    bench.rename(bench.flow, name);
    opened();
  };
  const remove = async () => {
    if (!await ask({ title: `Take ${bench.flow} off the bench?`, about: "Its files are gone then, unless you have downloaded them.",
      does: "Take it off" })) return;
    bench.removeFlow(bench.flow);
    if (bench.flow) opened(); else { showFile(); beginning.open(); }
  };
  const addFile = async () => {
    const words = await ask({ title: "Add a file", label: "Name", does: "Add",
      about: "flow.cy.yaml is a translation into Welsh, evening.transcript.yaml a transcript, "
        + "_shared/pair.yaml a skeleton, support.yaml a card." });
    if (!words) return;
    const name = /^(_shared\/|support\.)/.test(words) ? words : `${bench.flow}/${plainName(words)}`;
    if (name.length > LONGEST_FILE || !name.endsWith(".yaml")) { say("A flow's files end in .yaml.", "fault"); return; }
    if (!bench.has(name)) bench.put({ [name]: "" }, bench.flow, name);
    bench.open(name);
    showFile();
    checkSoon();
  };
  const removeFile = async () => {
    const file = bench.file;
    if (!await ask({ title: `Remove ${plainName(file)}?`, does: "Remove" })) return;
    bench.removeFile(file);
    proof.forget();
    showFile();
    check();
  };

  const addStep = () => {
    const home = flowFile(bench.flow);
    if (bench.file !== home) { bench.open(home); showFile(); }
    editor.addStep(byId("step-kind").value);
  };

  byId("step-add").addEventListener("click", addStep);
  byId("bench-flow").addEventListener("change", (event) => { bench.choose(event.target.value); opened(); });
  byId("bench-begin").addEventListener("click", () => beginning.open());
  byId("bench-rename").addEventListener("click", rename);
  byId("bench-remove").addEventListener("click", remove);
  byId("file-add").addEventListener("click", addFile);
  byId("file-remove").addEventListener("click", removeFile);
  for (const tab of document.querySelectorAll(".part-tab")) tab.addEventListener("click", () => openPart(tab.dataset.part));

  let isShown = false;
  return {
    /** The workshop is looked at: fetch what may have changed. */
    show() {
      if (!isShown) {
        isShown = true;
        openPart("write");
        showFile();
        beginning.fetch();
        check();
      }
      rehearsal.follow();
    },
    follow: () => rehearsal.follow(),
  };
}

// Reports: what a check and a test found, drawn so that a click leads to the line.

import { el, icon } from "./elements.js";
import { plainName } from "./bench.js";

export const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

function findingNode({ kind, file, line, step, what, remedy }, onGo) {
  const place = `${plainName(file)}, line ${line}${step ? `, step ${step}` : ""}`;
  return el("li", {}, el("button", { type: "button", class: `finding is-${kind}`, "data-testid": "finding",
    onclick: () => onGo(file, line) },
  el("span", { class: "finding-head" }, el("span", { class: "finding-kind" }, kind), el("span", {}, place)),
  el("span", { class: "finding-what" }, what),
  remedy ? el("span", { class: "finding-remedy" }, remedy) : null));
}

/** The sum of a check in a few words. */
export function sumOf(findings) {
  const faults = findings.filter(({ kind }) => kind === "fault").length;
  const warnings = findings.length - faults;
  const parts = [faults && counted(faults, "fault"), warnings && counted(warnings, "warning")].filter(Boolean);
  return parts.join(", ") || "Nothing to mend.";
}

export const findingNodes = (findings, onGo) => (findings.length
  ? [el("ul", { class: "findings-list" }, findings.map((one) => findingNode(one, onGo)))] : []);

/** Numbers of lines say nothing to an author; a gap between two places does. */
const plainPlace = (line, place) => (line.startsWith("@@") ? (place ? "⋯" : "") : line);
const toneOf = (line) => ({ "+": "is-now", "-": "is-written", "⋯": "is-place" })[line[0]] ?? "";

function transcriptNode({ file, differences }, onOpen) {
  const isRight = !differences.length;
  return el("li", { class: `tested ${isRight ? "is-right" : "is-wrong"}` },
    el("div", { class: "tested-head" }, icon(isRight ? "tick" : "cross"),
      el("button", { type: "button", class: "link", onclick: () => onOpen(file) },
        plainName(file).replace(".transcript.yaml", "")),
      el("span", {}, isRight ? " comes out as written" : " comes out otherwise")),
    isRight ? null : el("pre", { class: "differences", tabindex: "0", "aria-label": "The differences" },
      differences.map(plainPlace).filter(Boolean).map((line) => el("span", { class: toneOf(line) }, `${line}\n`))));
}

const MISSING = { steps: "Never met", choices: "Never chosen", paths: "Never walked" };
const MISSING_SHOWN = 6;

function coverNode({ what, walked, whole, is_more: isMore, missing }) {
  const share = whole ? Math.round((100 * walked) / whole) : 100;
  const more = missing.length - MISSING_SHOWN;
  const named = missing.slice(0, MISSING_SHOWN).join("  ·  ") + (more > 0 ? `  ·  and ${more} more` : "");
  return el("li", { class: "cover" },
    el("div", { class: "cover-head" }, el("span", {}, what), el("span", {}, ` ${walked} of ${isMore ? "more than " : ""}${whole}`)),
    el("meter", { min: "0", max: "100", value: String(share), "aria-label": `${what}: ${walked} of ${whole}` }),
    missing.length && !isMore ? el("p", { class: "cover-missing" }, `${MISSING[what]}: ${named}`) : null);
}

/** What replaying the transcripts came to. */
export function proofNodes({ transcripts, needed, coverage }, does) {
  const wrong = transcripts.filter(({ differences }) => differences.length).length;
  return [
    transcripts.length < needed ? el("p", { class: "advice is-wait" },
      `This flow needs ${counted(needed, "transcript")} at least: try it on the phone, and keep that.`) : null,
    el("ul", { class: "tests" }, transcripts.map((one) => transcriptNode(one, does.onOpen))),
    wrong ? el("div", { class: "advice is-wait" },
      el("p", {}, "Lines with − stand in the transcript, lines with + are what the flow says now. "
        + "If the flow is right, write the transcripts anew and read what changed."),
      el("button", { type: "button", class: "key", "data-testid": "write-anew", onclick: does.onWriteAnew },
        "Write anew")) : null,
    el("h3", {}, "What the transcripts walk through"),
    el("ul", { class: "covers" }, coverage.map(coverNode)),
  ].filter(Boolean);
}

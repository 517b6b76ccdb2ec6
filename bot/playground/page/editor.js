// The editor: a text box with line numbers, in which Tab indents and each line can carry a mark.

import { byId, el } from "./elements.js";

const INDENT = "  ";
const STEP = /^( {0,2})- /;

/** Where a line (from 0) begins in the text. */
const startOf = (lines, place) => lines.slice(0, place).reduce((sum, line) => sum + line.length + 1, 0);

/** Put text in place of the selection so that Ctrl+Z takes it back. */
function insert(box, text) {
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input"));
  }
}

/** The spaces (and the dash of a list) under which the next line of YAML usually stands. */
function nextIndent(before) {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const [, spaces, dash] = /^( *)(- )?/.exec(line);
  return spaces + (dash && line.trim() !== "-" ? INDENT : "");
}

export function createEditor({ onChange }) {
  const [box, gutter] = [byId("editor-text"), byId("editor-lines")];
  let [marks, count, isLeaving] = [new Map(), 0, false];

  const drawLines = () => {
    const lines = box.value.split("\n").length;
    if (lines !== count) {
      count = lines;
      gutter.replaceChildren(...Array.from({ length: lines }, (_, index) => el("span", {}, String(index + 1))));
    }
    [...gutter.children].forEach((node, index) => { node.className = marks.get(index + 1) ?? ""; });
  };
  const follow = () => { gutter.scrollTop = box.scrollTop; };

  box.addEventListener("input", () => { drawLines(); follow(); onChange(box.value); });
  box.addEventListener("scroll", follow, { passive: true });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    // Escape, then Tab, leaves the box: nobody may be caught in it without a mouse.
    if (event.key === "Escape") { isLeaving = true; return; }
    if (event.key === "Tab" && !event.shiftKey && !event.ctrlKey && !event.altKey && !isLeaving) {
      event.preventDefault();
      insert(box, INDENT);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      const indent = nextIndent(box.value.slice(0, box.selectionStart));
      if (indent) { event.preventDefault(); insert(box, `\n${indent}`); }
    }
    if (event.key !== "Shift") isLeaving = false;
  });

  return {
    show(text, label) {
      if (box.value !== text) box.value = text;
      box.setAttribute("aria-label", label);
      box.scrollTop = 0;
      box.setSelectionRange(0, 0);
      drawLines();
      follow();
    },
    /** Marks by line: "fault" or "warning". */
    mark(found) { marks = found; drawLines(); },
    /** Put a step behind the one in which the cursor stands, and its name under the cursor. */
    addStep(sample) {
      const lines = box.value.split("\n");
      const first = lines.findIndex((line) => line.startsWith("steps:")) + 1;
      let place = Math.max(first, box.value.slice(0, box.selectionEnd).split("\n").length);
      while (place < lines.length && !STEP.test(lines[place])) place += 1;
      while (place > first && /^\s*(#|$)/.test(lines[place - 1])) place -= 1; // a comment belongs to what follows it
      const [, indent] = STEP.exec(lines.slice(first).find((line) => STEP.test(line)) ?? "  - ");
      const step = sample.trimEnd().split("\n").map((line) => indent + line).join("\n");
      const isEnd = place === lines.length;
      const start = isEnd ? box.value.length : startOf(lines, place);
      box.focus({ preventScroll: true });
      box.setSelectionRange(start, start);
      insert(box, isEnd ? `\n${step}` : `${step}\n`);
      this.goTo(place + 1);
      const line = box.value.slice(box.selectionStart, box.selectionEnd);
      box.setSelectionRange(box.selectionStart + line.indexOf(": ") + 2, box.selectionEnd);
    },
    goTo(line) {
      const lines = box.value.split("\n");
      const place = Math.min(Math.max(line, 1), lines.length) - 1;
      const start = startOf(lines, place);
      box.focus({ preventScroll: true });
      box.setSelectionRange(start, start + lines[place].length);
      const height = box.scrollHeight / Math.max(lines.length, 1);
      box.scrollTop = Math.max(0, (place - 3) * height);
      box.scrollLeft = 0;
      follow();
    },
  };
}

// Proof: replays a draft's transcripts, publishes it in this playground, and packs it for a real bot.

import * as api from "./api.js";
import { byId, el } from "./elements.js";
import { proofNodes } from "./reports.js";

const KEEP_MS = 60_000; // until the browser has surely read what is to be saved

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}

export function createProof({ bench, attempt, say, showFile, checkAgain, openPart }) {
  let number = 0;

  const test = async () => {
    const holder = byId("proof");
    const asked = ++number;
    holder.setAttribute("aria-busy", "true");
    const found = await attempt(() => api.testDraft(bench.draft()));
    if (asked !== number) return;
    holder.removeAttribute("aria-busy");
    if (!found) { holder.replaceChildren(el("p", { class: "advice is-wait" }, "Mend the faults first, then test.")); return; }
    holder.replaceChildren(...proofNodes(found, {
      onOpen(file) { bench.open(file); openPart("write"); showFile(); },
      async onWriteAnew() {
        const anew = await attempt(() => api.writeAnew(bench.draft()));
        if (!anew) return;
        bench.put(anew.files, bench.flow, Object.keys(anew.files)[0] ?? bench.file);
        showFile();
        checkAgain();
        await test();
        say("Written anew. Read what changed: it is what must come out from now on.");
      },
    }));
  };
  const publish = async () => {
    const holder = byId("published");
    const flow = bench.flow;
    holder.replaceChildren();
    const isOffered = byId("offered").checked;
    const done = await attempt(() => api.publishDraft(bench.draft(), isOffered));
    if (!done) return;
    const way = done.command ? ["Send ", el("b", {}, done.command), " on the phone to come to it."]
      : ["Nothing leads there yet: another flow may start it."];
    holder.replaceChildren(
      el("p", {}, `“${done.title}” is now current in this playground’s bot. `, ...way,
        " Runs under way stay on the version that they began with."),
      el("p", {}, "When the playground stops, this bot is gone. A real bot takes the flow from its folder: "
        + "download it, unzip it beside the others, and give"),
      el("pre", { tabindex: "0" }, `kipic flows publish ${flow} --dir FOLDER${isOffered ? " --offer" : ""}`));
  };
  const download = async () => {
    const packed = await attempt(() => api.packDraft(bench.draft()));
    if (packed) save(packed, `${bench.flow}.zip`);
  };

  byId("test").addEventListener("click", test);
  byId("publish").addEventListener("click", publish);
  byId("download").addEventListener("click", download);
  return { test, forget() { number += 1; byId("proof").replaceChildren(); byId("published").replaceChildren(); } };
}

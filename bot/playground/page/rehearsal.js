// Rehearsal: the draft on the phone beside it, the step where it stands, and the transcript that comes of it.

import * as api from "./api.js";
import { nameOf } from "./asking.js";
import { byId } from "./elements.js";

const ENDS = { completed: "It has come to its end.", expired: "Nobody answered in time, and it closed.",
  stopped: "It was stopped; what was said is kept.", failed: "Something in it went wrong." };

export function createRehearsal({ bench, say, attempt, phone, picture, openPart, showFile, checkAgain }) {
  let [standing, number] = [null, 0];

  const show = () => {
    const { status, step } = standing ?? {};
    byId("standing").textContent = !standing ? "Not tried on this phone yet."
      : status === "waiting" ? "" : ENDS[status] ?? status;
    if (status === "waiting") {
      const mark = document.createElement("b");
      mark.textContent = step;
      byId("standing").replaceChildren(`${phone.name()} is at `, mark);
    }
    byId("record").disabled = !standing;
  };
  /** Ask where the run stands, and light it. */
  const follow = async () => {
    if (!phone.isWorkshop() || !bench.flow || phone.person() === null) return;
    const asked = ++number;
    let found = null;
    try {
      ({ standing: found } = await api.getStanding(phone.person(), bench.flow));
    } catch (fault) {
      if (!(fault instanceof api.Refused)) throw fault;
      return;
    }
    if (asked !== number) return;
    standing = found;
    picture.follow(standing);
    show();
  };
  const freeName = () => {
    const isFree = (name) => !bench.has(`${bench.flow}/${name}.transcript.yaml`);
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? "played" : `played_${count}`;
      if (isFree(name)) return name;
    }
  };
  const play = async () => {
    const button = byId("try");
    button.setAttribute("aria-busy", "true");
    const begun = await attempt(() => api.playDraft(bench.draft(), phone.person()));
    button.removeAttribute("aria-busy");
    if (!begun) return;
    openPart("play");
    say("");
    await phone.showChat();
    follow();
  };
  const record = async (event) => {
    event.preventDefault();
    const name = nameOf(byId("record-name").value) || freeName();
    const found = await attempt(() => api.recordPlay(bench.draft(), phone.person(), name));
    if (!found) return;
    const [file] = Object.keys(found.files);
    byId("record-name").value = "";
    bench.put(found.files, bench.flow, file);
    openPart("test");
    showFile();
    checkAgain();
    say(`${name} keeps this conversation. Read it: it is what must come out from now on.`);
  };

  byId("try").addEventListener("click", play);
  byId("record-form").addEventListener("submit", record);
  return { follow };
}

// The panels beside the phone: who holds it, what time it is, what was due and why, and what is stored.

import { byId, el, icon, showCount } from "./elements.js";
import { dateOf, hourOf, shortOf, wallClock } from "./when.js";

const DAY_WIDTH = 240;
const DAY_MINUTES = 1440;
const ROOM = 22; // how far the curve of the day swings from the horizon, in the drawing's own units

const ROLES = { gp: "GP", tutor: "Tutor", operator: "Operator" };

const roleOf = ({ role, blocked }) => `${ROLES[role] ?? role}${blocked ? " · bot blocked" : ""}`;
const plainName = ({ name }) => name.replace(/ \((tutor|operator)\)$/i, ""); // the role stands on the line below

const initials = (name) => name.replace(/^(Dr|Mr|Mrs|Ms|Prof)\.? /, "").split(/\s+/).map((word) => word[0]).join("")
  .slice(0, 2).toUpperCase();

/** Somebody in a list of people, as a button. */
export function personButton(person, index, onPick, isHere = false) {
  const badge = el("span", { class: "badge" });
  showCount(badge, isHere ? 0 : person.unread);
  const unread = !isHere && person.unread ? el("span", { class: "sr" }, " unread") : null;
  return el("button", { type: "button", class: "person", "data-testid": `person-${person.id}`,
    "data-person": person.id, "aria-current": isHere ? "true" : null, onclick: () => onPick(person.id) },
  el("span", { class: `avatar tone-${index % 4}`, "aria-hidden": "true" }, initials(plainName(person))),
  el("span", { class: "person-about" }, el("span", { class: "person-name" }, plainName(person)),
    el("span", { class: "person-role" }, roleOf(person))),
  badge, unread);
}

let peopleLook = null;

/** The switcher; redrawn only when something on it changed, so that the focus stays where it is. */
export function showPeople(people, here, onPick) {
  const look = JSON.stringify([people, here]);
  if (look === peopleLook) return;
  peopleLook = look;
  const list = byId("people");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.person : null;
  list.replaceChildren(...people.map((person, index) =>
    el("li", {}, personButton(person, index, onPick, String(person.id) === String(here)))));
  if (focused) list.querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus();
}

const curveAt = (minutes) => 32 + ROOM * Math.cos((minutes / DAY_MINUTES) * 2 * Math.PI);

function drawDay(minutes) {
  const points = [];
  for (let minute = 0; minute <= DAY_MINUTES; minute += 20) {
    points.push(`${((minute / DAY_MINUTES) * DAY_WIDTH).toFixed(1)} ${curveAt(minute).toFixed(1)}`);
  }
  byId("day-curve").setAttribute("d", `M${points.join("L")}`);
  for (const id of ["day-halo", "day-dot"]) {
    byId(id).setAttribute("cx", (6 + (minutes / DAY_MINUTES) * (DAY_WIDTH - 12)).toFixed(1));
    byId(id).setAttribute("cy", curveAt(minutes).toFixed(1));
  }
}

export function showClock(now) {
  const [date, hour] = [dateOf(now), hourOf(now)];
  const clock = byId("clock");
  clock.setAttribute("datetime", now);
  clock.querySelector(".clock-date").textContent = date;
  clock.querySelector(".clock-hour").textContent = hour;
  const chip = byId("clock-chip");
  chip.querySelector(".chip-date").textContent = date.replace(/ \d{4}$/, "");
  chip.querySelector(".chip-hour").textContent = hour;
  byId("status-hour").textContent = hour;
  drawDay(wallClock(now)?.minutes ?? 0);
}

const TONES = { sent: "good", answered: "good", completed: "good", failed: "bad", missed: "bad", undeliverable: "bad",
  uncertain: "bad", deferred: "wait", queued: "wait", due: "wait", sending: "wait" };

function timelineRow({ at, what, outcome, reason }) {
  return el("li", { class: `due tone-${TONES[outcome] ?? "plain"}` },
    el("div", { class: "due-head" }, el("time", { datetime: at }, shortOf(at)),
      outcome ? el("span", { class: "outcome" }, outcome) : null),
    el("p", { class: "due-what" }, what ?? ""),
    reason ? el("p", { class: "due-why" }, reason) : null);
}

function timelineGroup(title, rows) {
  return rows.length ? [el("h3", {}, title), el("ol", { class: "dues" }, rows.map(timelineRow))] : [];
}

const nothing = (words) => el("p", { class: "nothing" }, words);

export function timelineNodes({ rows }, now) {
  if (!rows?.length) return [nothing("Nothing was due yet. Move the clock, and see what is sent, what is not, and why.")];
  const [instant, at] = [Date.parse(now), (row) => Date.parse(row.at)];
  const sorted = [...rows].sort((one, other) => at(one) - at(other));
  return [...timelineGroup("Coming up", sorted.filter((row) => at(row) > instant)),
    ...timelineGroup("So far", sorted.filter((row) => !(at(row) > instant)).reverse())];
}

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

function sealed(words) {
  return el("span", { class: "sealed" }, icon("lock"), words);
}

function valueNode(value) {
  if (value === null || value === undefined || value === "") return el("span", { class: "no-value" }, "none");
  if (typeof value === "boolean") return document.createTextNode(value ? "yes" : "no");
  if (typeof value === "object" && "sealed" in value) {
    const size = value.bytes ?? value.size ?? value.sealed;
    return sealed(Number.isFinite(size) ? `sealed, ${size} bytes` : "sealed");
  }
  if (typeof value === "object") return el("code", {}, JSON.stringify(value));
  if (/^(🔒|<?sealed\b)|\bbytes,? sealed\b/i.test(value)) return sealed(String(value).replace(/^🔒\s*/, ""));
  return document.createTextNode(ISO.test(value) ? `${dateOf(value)}, ${hourOf(value)}` : String(value));
}

const nameOf = (key) => key.replaceAll("_", " ");

function storedRow(row) {
  return el("li", {}, el("dl", {}, Object.entries(row).map(([key, value]) =>
    el("div", {}, el("dt", {}, nameOf(key)), el("dd", {}, valueNode(value))))));
}

function storedSection({ title, rows }) {
  const count = el("span", { class: "stored-count" }, rows.length === 1 ? "1 row" : `${rows.length} rows`);
  return el("details", { class: "stored-section", open: rows.length > 0, "data-title": title },
    el("summary", {}, el("span", {}, title), count),
    rows.length ? el("ul", { class: "stored-rows" }, rows.map(storedRow)) : nothing("Nothing."));
}

export function storedNodes({ sections }) {
  if (!sections?.length) return [nothing("Nothing is stored about this person.")];
  return [el("p", { class: "stored-note" }, icon("lock"),
    el("span", {}, "What a person says is sealed before it is written: the database holds bytes, not words.")),
  ...sections.map(storedSection)];
}

/** Redraw a panel only when its data changed; sections that were opened or closed by hand stay so. */
export function showPanel(name, data, nodes) {
  const panel = byId(name);
  const look = JSON.stringify(data);
  if (panel.dataset.look === look) return;
  panel.dataset.look = look;
  const open = new Map([...panel.querySelectorAll("details")].map((one) => [one.dataset.title, one.open]));
  panel.replaceChildren(...nodes);
  for (const one of panel.querySelectorAll("details")) {
    if (open.get(one.dataset.title) !== undefined) one.open = open.get(one.dataset.title);
  }
}

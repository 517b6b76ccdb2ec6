// When: shows every instant as the wall clock of the people in the playground, whatever the browser's own zone is.

const LONDON = "Europe/London";
const SHAPE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)[\d:.]*(Z|[+-]\d\d:\d\d)?)?$/;
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];

const formatIn = (zone) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric",
  month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
const known = new Map();
let zone = LONDON;

/** Year, month, day, hour and minute, as strings, of an instant in a zone. */
function partsIn(zoneName, instant) {
  if (!known.has(zoneName)) known.set(zoneName, formatIn(zoneName));
  const parts = Object.fromEntries(known.get(zoneName).formatToParts(instant).map(({ type, value }) => [type, value]));
  return [parts.year, parts.month, parts.day, parts.hour, parts.minute];
}

/** Take the zone to show from what the server told: its name, or else the offset of its own `now`. */
export function setZone({ timezone, now }) {
  const found = SHAPE.exec(now ?? "");
  if (timezone) zone = timezone;
  else if (!found?.[6] || partsIn(LONDON, Date.parse(now)).join() === found.slice(1, 6).join()) zone = LONDON;
  else zone = found[6] === "Z" ? "UTC" : found[6];
}

/** The parts of an ISO date-time, or null when it is not one; without an offset it is taken as written. */
export function wallClock(iso) {
  const found = SHAPE.exec(iso ?? "");
  if (!found) return null;
  const [year, month, day, hour = "00", minute = "00"] = found[6] ? partsIn(zone, Date.parse(iso)) : found.slice(1, 6);
  const weekday = DAYS[new Date(Date.UTC(+year, +month - 1, +day)).getUTCDay()];
  return { key: `${year}-${month}-${day}`, year, day: +day, month: MONTHS[+month - 1], weekday,
    hour: `${hour}:${minute}`, minutes: +hour * 60 + +minute };
}

export const hourOf = (iso) => wallClock(iso)?.hour ?? "";

/** "Tue 3 Nov 2026" */
export function dateOf(iso) {
  const at = wallClock(iso);
  return at ? `${at.weekday.slice(0, 3)} ${at.day} ${at.month.slice(0, 3)} ${at.year}` : "";
}

/** "Tue 3 Nov, 18:30" */
export function shortOf(iso) {
  const at = wallClock(iso);
  return at ? `${at.weekday.slice(0, 3)} ${at.day} ${at.month.slice(0, 3)}, ${at.hour}` : String(iso ?? "");
}

/** "Tuesday 3 November" */
export function dayOf(iso) {
  const at = wallClock(iso);
  return at ? `${at.weekday} ${at.day} ${at.month}` : "";
}

// The server's side of the page: calls that answer JSON or a plain sentence, and the stream of what changed.

export class Refused extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

async function call(path, options = {}, read = null) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Refused("The playground does not answer. Is it still running?", 0);
  }
  if (response.ok && read) return read(response);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error ?? `That did not work (${response.status}).`, response.status);
  return body;
}

const post = (path, body = {}, read = null) => call(path, {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
}, read);
const of = (person, what) => `/play/people/${encodeURIComponent(person)}/${what}`;

export const getState = () => call("/play/state");
export const getChat = (person) => call(of(person, "chat"));
export const getTimeline = (person) => call(of(person, "timeline"));
export const getStored = (person) => call(of(person, "stored"));
export const sendText = (person, text) => post(of(person, "text"), { text });
export const editText = (person, messageId, text) => post(of(person, "edit"), { message_id: messageId, text });
export const tap = (person, messageId, data) => post(of(person, "tap"), { message_id: messageId, data });
export const sendKind = (person, kind) => post(of(person, "send"), { kind });
export const block = (person) => post(of(person, "block"));
export const unblock = (person) => post(of(person, "unblock"));
export const addPerson = (name) => post("/play/people", { name });
export const moveClock = (jump) => post("/play/clock", { jump });

// The workshop. What lies on the bench goes with each request: the server keeps nothing of it.

const shop = (what) => `/play/workshop/${what}`;

export const getFlows = () => call(shop("flows"));
export const fetchFlow = (name) => call(shop(`flows/${encodeURIComponent(name)}`));
export const beginFlow = (name, like) => post(shop("new"), { name, like });
export const checkDraft = (draft) => post(shop("check"), draft);
export const testDraft = (draft) => post(shop("test"), draft);
export const writeAnew = (draft) => post(shop("write-anew"), draft);
export const playDraft = (draft, person) => post(shop("play"), { ...draft, person });
export const recordPlay = (draft, person, name) => post(shop("record"), { ...draft, person, name });
export const publishDraft = (draft, isOffered) => post(shop("publish"), { ...draft, is_offered: isOffered });
export const packDraft = (draft) => post(shop("pack"), draft, (response) => response.blob());
export const getStanding = (person, flow) => call(`${of(person, "standing")}?flow=${encodeURIComponent(flow)}`);

/** The flow files in what was dropped or picked (files by path, a zip among them). */
export function takeIn(files) {
  const form = new FormData();
  for (const [path, file] of files) form.append(path, file, file.name);
  return call(shop("take-in"), { method: "POST", body: form });
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Listen to `/play/events` for ever. `on` has chat(data), toast(data), clock(data), up() and down();
 * up() means "you may have missed something: fetch again".
 */
export function listen(on) {
  let wait = FIRST_WAIT_MS;
  let source = null;
  const connect = () => {
    source = new EventSource("/play/events");
    source.onopen = () => { wait = FIRST_WAIT_MS; on.up(); };
    // The browser's own retry has no back-off and gives up for good on an HTTP error, so ours replaces it.
    source.onerror = () => {
      source.close();
      on.down();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
    for (const name of ["chat", "toast", "clock"]) {
      source.addEventListener(name, (event) => on[name](JSON.parse(event.data)));
    }
  };
  connect();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
}

// The server's side of the page: calls that answer JSON or a plain sentence, and the stream of what changed.

export class Refused extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Refused("The playground does not answer. Is it still running?", 0);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error ?? `That did not work (${response.status}).`, response.status);
  return body;
}

const post = (path, body = {}) => call(path, {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
});
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
export const moveClock = (jump) => post("/play/clock", { jump });

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

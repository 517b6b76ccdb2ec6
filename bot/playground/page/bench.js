// The bench: an author's files, kept in this browser, so that nothing is lost when the page is loaded anew.

const KEY = "kipic.bench";
const FLOW_FILE = "flow.yaml";
const SAVE_MS = 250;

export const homeOf = (name) => (name.includes("/") ? name.slice(0, name.indexOf("/")) : "");
export const plainName = (name) => name.slice(name.indexOf("/") + 1);
export const flowFile = (flow) => `${flow}/${FLOW_FILE}`;

function stored() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const files = Object.entries(found.files ?? {}).filter(([, text]) => typeof text === "string");
    return { files: Object.fromEntries(files), flow: String(found.flow ?? ""), file: String(found.file ?? "") };
  } catch {
    return { files: {}, flow: "", file: "" };
  }
}

/** `onTrouble` is told when the browser can't keep the files. */
export function createBench({ onTrouble }) {
  const held = stored();
  let [timer, isTold] = [null, false];

  const save = () => {
    clearTimeout(timer);
    try {
      localStorage.setItem(KEY, JSON.stringify(held));
      isTold = false;
    } catch {
      if (!isTold) onTrouble();
      isTold = true;
    }
  };
  const flows = () => Object.keys(held.files).filter((name) => name.endsWith(`/${FLOW_FILE}`) && homeOf(name) !== "_shared")
    .map(homeOf).sort();
  /** The files of the flow that is worked on, its own first, and those that all flows share. */
  const shown = () => {
    const rank = (name) => (name === flowFile(held.flow) ? 0 : homeOf(name) === held.flow ? 1 : 2);
    return Object.keys(held.files).filter((name) => homeOf(name) === held.flow || !flows().includes(homeOf(name)))
      .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
  };
  const settle = () => {
    if (!flows().includes(held.flow)) held.flow = flows()[0] ?? "";
    if (!shown().includes(held.file)) held.file = shown()[0] ?? "";
    save();
  };
  addEventListener("pagehide", save);
  settle();

  return {
    flows,
    shown,
    get flow() { return held.flow; },
    get file() { return held.file; },
    get text() { return held.files[held.file] ?? ""; },
    has: (name) => name in held.files,
    draft: () => ({ flow: held.flow, files: { ...held.files } }),
    put(files, flow = held.flow, file = flowFile(flow)) {
      Object.assign(held.files, files);
      [held.flow, held.file] = [flow, file];
      settle();
    },
    write(text) {
      held.files[held.file] = text;
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_MS);
    },
    choose(flow) { [held.flow, held.file] = [flow, flowFile(flow)]; settle(); },
    open(file) { if (file in held.files) { held.file = file; settle(); } },
    removeFile(name) { delete held.files[name]; settle(); },
    removeFlow(flow) {
      for (const name of Object.keys(held.files)) if (homeOf(name) === flow) delete held.files[name];
      if (!flows().length) held.files = {}; // what flows share is nothing by itself
      settle();
    },
    rename(flow, name) {
      for (const file of Object.keys(held.files).filter((one) => homeOf(one) === flow)) {
        held.files[`${name}/${plainName(file)}`] = held.files[file];
        delete held.files[file];
      }
      const home = flowFile(name);
      held.files[home] = held.files[home].replace(/^flow:.*$/m, `flow: ${name}`);
      this.choose(name);
    },
  };
}

// Parcels: what an author drops or picks (a folder, a zip, single files), as files by their paths.

const WANTED = /\.(ya?ml|zip)$/i;
const PASSED_BY = /(^|\/)(\.|__MACOSX|node_modules)/;
const MOST = 400; // as many as the server takes

const isWanted = (path) => WANTED.test(path) && !PASSED_BY.test(path);

const fileOf = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });

/** All entries of a folder: the browser gives them out a hundred at a time. */
async function entriesOf(folder) {
  const [reader, found] = [folder.createReader(), []];
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) return found;
    found.push(...some);
  }
}

async function gather(entry, files) {
  const path = entry.fullPath.replace(/^\//, "");
  if (files.size >= MOST || PASSED_BY.test(path)) return;
  if (entry.isDirectory) for (const child of await entriesOf(entry)) await gather(child, files);
  else if (isWanted(path)) files.set(path, await fileOf(entry));
}

/** The files that were dropped, folders with all that is in them. */
export async function droppedFiles(transfer) {
  // The lists of the event are gone after the first wait.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length ? new Map() : pickedFiles(transfer.files);
  for (const entry of entries) await gather(entry, files);
  return files;
}

/** The files that were picked in a dialog. */
export function pickedFiles(list) {
  const named = [...list].map((file) => [file.webkitRelativePath || file.name, file]);
  return new Map(named.filter(([path]) => isWanted(path)).slice(0, MOST));
}

export const holdsFiles = (transfer) => [...(transfer?.types ?? [])].includes("Files");

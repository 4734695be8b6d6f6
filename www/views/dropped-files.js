/** The files of a drop, those inside dropped folders too. */

/** Deeper or more than this is no folder of images, but somebody's disk. */
const MOST_FILES = 100_000;

/** @param {DragEvent} event */
export const holdsFiles = ({ dataTransfer }) =>
  dataTransfer?.types.includes("Files") ?? false;

/**
 * @param {DataTransfer} transfer
 * @returns {Promise<File[]>}
 */
export async function droppedFiles(transfer) {
  // Both are gone once the event is over: read them before anything is awaited.
  const plain = [...transfer.files];
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry?.())
    .filter((entry) => entry !== null && entry !== undefined);
  if (!entries.some((entry) => entry.isDirectory)) return plain;
  /** @type {File[]} */
  const files = [];
  for (const entry of entries) await gather(entry, files);
  return files;
}

/**
 * @param {FileSystemEntry} entry
 * @param {File[]} files
 */
async function gather(entry, files) {
  if (files.length >= MOST_FILES) return;
  if (entry.isFile) {
    const { file } = /** @type {FileSystemFileEntry} */ (entry);
    const found = await new Promise((done) =>
      file.call(entry, done, () => done(null)),
    );
    if (found) files.push(found);
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((done) =>
      reader.readEntries(done, () => done([])),
    );
    if (some.length === 0) return;
    for (const each of some) await gather(each, files);
  }
}

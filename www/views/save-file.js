/** Hands a file to the browser's downloads. */

/**
 * @param {string} name
 * @param {ArrayBuffer} bytes
 */
export function saveFile(name, bytes) {
  const type = "application/octet-stream";
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

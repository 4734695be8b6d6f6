/** Copies a text where the browser lets it; else it is selected, to be copied by hand. */

/**
 * @param {string} text
 * @param {() => unknown} select
 * @returns {Promise<"copied" | "selected">}
 */
export async function copy(text, select) {
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    // Without permission, or where the page is not served over https.
    await select();
    return "selected";
  }
}

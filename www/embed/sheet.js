/**
 * The page's style sheets as one for shadow trees: what is said of the window
 * there is said of the element here.
 */

/**
 * The tree is div.place > div.root > lab-page: the first is the container that
 * stands for the window, the second for the document's root.
 *
 * @param {string[]} sheets the page's, in their order
 * @returns {string}
 */
export function scoped(sheets) {
  return [RESET, ...sheets.map(inElement)].join("\n");
}

/** Nothing is inherited from the host page but by our leave; it is laid out by itself. */
const RESET = `
.place {
  position: relative;
  overflow: hidden;
  contain: layout paint style;
  container: lab / size;
}
.root {
  display: block;
  height: 100%;
}
`;

/** @param {string} css */
const inElement = (css) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/:root:lang\((\w+)\)/g, ".root:lang($1)")
    .replace(/:root\b/g, ".root")
    .replace(/^(\s*)html(?=\s*\{)/gm, "$1.root")
    .replace(/^\s*body,$/gm, "")
    // Of the window's size alone; what is preferred is the reader's.
    .replace(/@media (?=\((?:min|max)-(?:width|height))/g, "@container lab ")
    .replace(/\b(\d+)dvh\b/g, "$1cqh")
    .replace(/\b(\d+)vw\b/g, "$1cqw");

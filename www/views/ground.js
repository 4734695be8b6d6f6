/** What stands for the document and its window: an embedded page has a part of them. */

/** @param {Element} element */
const embedOf = (element) => element.closest("lab-page.embedded");

/**
 * Where keys, drops and pastes are heard.
 *
 * @param {Element} element
 * @returns {EventTarget}
 */
export const groundOf = (element) => embedOf(element) ?? document;

/**
 * What may be covered, and how its corner lies in the window: what is fixed in
 * an embedded page is fixed in its box.
 *
 * @param {Element} element
 * @returns {{ left: number, top: number, width: number, height: number }}
 */
export function windowOf(element) {
  const inElement = element.getRootNode() instanceof ShadowRoot;
  const own = inElement ? embedOf(element)?.getBoundingClientRect() : null;
  if (!own) return { left: 0, top: 0, width: innerWidth, height: innerHeight };
  const { left, top, width, height } = own;
  return { left, top, width, height };
}

/**
 * The element in the same tree that has the focus.
 *
 * @param {Element} element
 */
export function focusedBeside(element) {
  const tree = element.getRootNode();
  return tree instanceof Document || tree instanceof ShadowRoot
    ? tree.activeElement
    : null;
}

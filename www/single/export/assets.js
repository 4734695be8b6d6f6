/** Where the worker that makes GIFs comes from in the page in one file: out of it. */

export { startInside } from "../inside.js";

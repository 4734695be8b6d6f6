/**
 * Lint rules, among them who may import whom in www/ (docs/architecture.md).
 */
import js from "@eslint/js";
import globals from "globals";

/**
 * A folder of www/ imports its own files and what is named here.
 * @param {string} folder
 * @param {...string} others regular expressions of other imports
 */
function room(folder, ...others) {
  const allowed = ["\\./", ...others].join("|");
  const pattern = {
    regex: `^(?!${allowed})`,
    message: `www/${folder}/ may not know this: the rooms are in docs/architecture.md.`,
  };
  return {
    files: [`www/${folder}/**/*.js`],
    rules: { "no-restricted-imports": ["error", { patterns: [pattern] }] },
  };
}

const LAB = "\\.\\./engine/lab\\.js$";
const FOREIGN = "\\.\\./engine/foreign\\.js$";
const STATE = "\\.\\./(state|edition)\\.js$";
/** @param {string} folder */
const other = (folder) => `\\.\\./${folder}/`;

export default [
  {
    ignores: [
      ...["dist/", "dist-single/", "package/", "pkg/"],
      ...["target/", "test-results/"],
    ],
  },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    // A test in a browser is half in Node, half in the page; so is the benchmark.
    files: ["www/**/*.js", "tests/**/*.mjs", "bench/**/*.{js,mjs}"],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["www/engine/worker.js", "www/offline/service-worker.js"],
    languageOptions: { globals: globals.worker },
  },
  {
    files: ["*.js", "{scripts,tests,bench,examples}/**/*.mjs"],
    languageOptions: { globals: globals.node },
  },
  room("engine", "\\.\\./\\.\\./pkg/", "comlink$"),
  room("charts", "d3-", "uplot$"),
  room("import", FOREIGN),
  room("offline", "\\.\\./engine/simd\\.js$", "workbox-"),
  room("export", FOREIGN, "modern-gif$"),
  room(
    "embed",
    "\\.\\./app\\.js$",
    LAB,
    "\\.\\./engine/shared-labs\\.js$",
    STATE,
    other("session"),
    other("store"),
    other("styles"),
    other("views"),
    other("words"),
    "uplot/",
  ),
  room("store"),
  room("words"),
  room(
    "session",
    LAB,
    STATE,
    other("export"),
    other("import"),
    other("store"),
    other("words"),
  ),
  room(
    "views",
    STATE,
    other("charts"),
    other("export"),
    other("import"),
    other("session"),
    other("words"),
    "lit(/|$)",
  ),
];

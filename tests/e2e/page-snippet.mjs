// "Copy as code": the snippet, run on a page that has nothing but it.

import { withOneCore } from "./lab-host.mjs";
import { button } from "./page-driver.mjs";

/** The snippet as it stands in the open note. */
export async function snippet(page) {
  await button(page, "Copy as code").click();
  const code = await page.locator(".snippet code").textContent();
  await page.keyboard.press("Escape");
  return code;
}

/** Runs a snippet as a module of a page that has nothing but it. */
export async function runSnippet(page, code, names) {
  const fresh = await page.context().newPage();
  const module = `${code}\nexport { ${names.join(", ")} };`;
  await fresh.route("**/bare.html", (route) =>
    route.fulfill({ body: "<!doctype html>", contentType: "text/html" }),
  );
  await fresh.route("**/snippet.js", (route) =>
    route.fulfill({ body: module, contentType: "text/javascript" }),
  );
  await withOneCore(fresh);
  await fresh.goto("./bare.html");
  const values = await fresh.evaluate(async (names) => {
    const found = await import(new URL("./snippet.js", location.href).href);
    return names.map((name) =>
      ArrayBuffer.isView(found[name]) ? [...found[name]] : found[name],
    );
  }, names);
  await fresh.close();
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** The values of the samples on the page, to the last bit. */
export const samplesShown = (page) =>
  page.evaluate(() => [
    ...document.querySelector("lab-page").session.samples.grid.pixels,
  ]);

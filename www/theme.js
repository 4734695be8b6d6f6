// Before the first paint, or a dark page would flash white. A script of its own,
// and no module: pages may forbid scripts within the page.
{
  const wanted = new URLSearchParams(location.search).get("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const system = dark ? "dark" : "light";
  document.documentElement.dataset.theme =
    wanted === "dark" || wanted === "light" ? wanted : system;
}

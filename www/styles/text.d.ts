/** A style sheet as text, for the sheets of shadow trees. */
declare module "*.css?text" {
  const css: string;
  export default css;
}

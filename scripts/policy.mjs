/**
 * The Content-Security-Policy that the page lives under: nothing from elsewhere,
 * no script or style within the HTML, no eval. Our own server sends it, so that
 * whatever would break it is seen here first.
 */
export const POLICY = Object.entries({
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "worker-src": "'self'",
  "connect-src": "'self'",
  "style-src": "'self'",
  // Pictures of one's own are looked at as blobs; the page's sign is in its HTML.
  "img-src": "'self' data: blob:",
  "media-src": "'self' blob:",
  "base-uri": "'none'",
  "form-action": "'none'",
})
  .map(([name, sources]) => `${name} ${sources}`)
  .join("; ");

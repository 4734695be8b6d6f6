/** What of an error is shown: its message and its stable code. */

/**
 * @param {unknown} error
 * @returns {{ message: string, code?: string }}
 */
export function asError(error) {
  if (!(error instanceof Error)) return { message: String(error) };
  // A DOMException's is a number of old.
  const { code } = /** @type {{ code?: unknown }} */ (error);
  return {
    message: error.message,
    code: typeof code === "string" ? code : undefined,
  };
}

/** What of an error is shown: its message and its stable code. */

/**
 * @param {unknown} error
 * @returns {{ message: string, code?: string }}
 */
export function asError(error) {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? String(error.code) : undefined;
  return { message: error.message, code };
}

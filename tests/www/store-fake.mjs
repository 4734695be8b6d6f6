// IndexedDB in memory, as far as the page's store uses it: transactions one
// after another, requests answered later, values cloned.

/** @returns {Map<string, unknown>} what is stored */
export function fakeStore() {
  const values = new Map();
  let last = Promise.resolve();

  function transaction() {
    const asked = [];
    const requestOf = (answer) => {
      const request = {};
      asked.push({ request, answer });
      return request;
    };
    const own = {
      objectStore: () => ({
        get: (name) => requestOf(() => structuredClone(values.get(name))),
        put: (value, name) => {
          const clone = structuredClone(value);
          return requestOf(() => void values.set(name, clone));
        },
        delete: (name) => requestOf(() => void values.delete(name)),
      }),
    };
    last = last.then(async () => {
      await Promise.resolve();
      while (asked.length > 0) {
        const { request, answer } = asked.shift();
        await new Promise((done) => setImmediate(done));
        request.result = answer();
        request.onsuccess?.();
      }
      own.oncomplete?.();
    });
    return own;
  }

  globalThis.indexedDB = {
    open() {
      const request = { result: { transaction, close() {} } };
      setImmediate(() => request.onsuccess());
      return request;
    },
  };
  return values;
}

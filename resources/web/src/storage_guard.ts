/**
 * Keeps secrets out of the browser's storage.
 *
 * The SDK writes its own log into IndexedDB even when logging is disabled, with the token in it.
 * What is stored is therefore looked through first, in every database, whatever its name.
 */

const HIDDEN = "***";

/** `value` with every occurrence of the secrets replaced, at any depth of plain data. */
export function withoutSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") {
    return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
  }
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const pairs = Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, secrets)]);
  return Object.fromEntries(pairs);
}

export class StorageGuard {
  readonly #secrets = new Set<string>();

  /** Hide `secret`, also as it is written in addresses. */
  hide(secret: string): void {
    if (secret === "") return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
  }

  /** Look through everything that is written from now on. */
  watch(store: Pick<IDBObjectStore, "add" | "put">): void {
    const { add, put } = store;
    const tidy = (value: unknown) => withoutSecrets(value, [...this.#secrets]);
    store.add = function (this: IDBObjectStore, value: unknown, ...key: [IDBValidKey?]) {
      return add.call(this, tidy(value), ...key);
    };
    store.put = function (this: IDBObjectStore, value: unknown, ...key: [IDBValidKey?]) {
      return put.call(this, tidy(value), ...key);
    };
  }
}

// What a browser keeps of forms until the server has it (docs/adr/0030).
import type { Page } from '@playwright/test';

/** Keys of what this page's browser keeps now: `draft page` each. */
export const localCopies = (page: Page): Promise<string[]> =>
  page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('autosave');
        // Nothing was ever kept; it is not made by looking.
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onerror = () => resolve([]);
        opening.onsuccess = () => {
          const keys = opening.result.transaction('local_copy').objectStore('local_copy').getAllKeys();
          keys.onerror = () => reject(new Error('the local copy cannot be read'));
          keys.onsuccess = () => {
            opening.result.close();
            resolve(keys.result as string[]);
          };
        };
      }),
  );

/** The browser has no place for what it should keep, until `makeRoom`: it finds that out while it writes. */
export const fillDisk = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      const request = put.call(this, value, key);
      if (!('room' in globalThis)) this.transaction.abort();
      return request;
    };
  });

export const makeRoom = (page: Page): Promise<void> => page.evaluate(() => void Object.assign(globalThis, { room: true }));

/** The browser refuses to keep anything, as it does where storage is switched off. */
export const blockStorage = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('storage is switched off', 'SecurityError');
    };
  });

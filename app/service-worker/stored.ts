// Where the cart and what waits of it are stored: one record in IndexedDB, of this browser. Logging out clears it.
import { State, blank } from "./queue";

const NAME = "cart";

const open = (): Promise<IDBDatabase> => new Promise((resolve, reject) => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => { request.result.createObjectStore(NAME); };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** Changes what is stored, in one step: of two workers, old and new, neither overwrites what the other did. */
export const change = async <T>(act: (state: State) => T): Promise<T> => {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(NAME, "readwrite");
      const store = transaction.objectStore(NAME);
      const read = store.get(NAME);
      let result: T;
      read.onsuccess = () => {
        const state: State = read.result ?? blank();
        result = act(state);
        store.put(state, NAME);
      };
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
};

/** What is stored; nothing where storage is denied. */
export const stored = (): Promise<State> => change((state) => state).catch(blank);

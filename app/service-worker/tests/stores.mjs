// What the worker needs of IndexedDB: one record in one store, read and written in transactions that come one after the other.

class FakeDatabase {
  #records = new Map();
  #turn = Promise.resolve();

  createObjectStore() {}
  close() {}

  /** What is in a transaction happens in the next turn, all of it before anything of another. */
  transaction() {
    const transaction = {};
    const reads = [];
    const store = {
      get: (key) => {
        const read = { key };
        reads.push(read);
        return read;
      },
      put: (value, key) => this.#records.set(key, structuredClone(value)),
    };
    transaction.objectStore = () => store;
    this.#turn = this.#turn.then(() => {
      for (const read of reads) {
        read.result = structuredClone(this.#records.get(read.key));
        read.onsuccess();
      }
      transaction.oncomplete();
    });
    return transaction;
  }

  /** All that is stored, as a text. */
  get text() { return JSON.stringify([...this.#records]); }
  clear() { this.#records.clear(); }
}

/** A browser's IndexedDB, which `isDenied` may forbid. */
export class FakeIndexedDb {
  #database;

  constructor(isDenied) { this.isDenied = isDenied; }

  open() {
    const request = { result: this.#database };
    setImmediate(() => {
      if (this.isDenied()) {
        request.error = new DOMException("denied", "SecurityError");
        request.onerror();
        return;
      }
      if (!this.#database) {
        this.#database = new FakeDatabase();
        request.result = this.#database;
        request.onupgradeneeded();
      }
      request.result = this.#database;
      request.onsuccess();
    });
    return request;
  }

  get text() { return this.#database?.text ?? ""; }
  clear() { this.#database?.clear(); }
}

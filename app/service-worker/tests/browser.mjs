// What the worker needs of a browser: caches, a database, a network, events. Nothing of the worker itself is stood in for.
import { readFileSync } from "node:fs";

import { FakeIndexedDb } from "./stores.mjs";

export const SHOP = JSON.parse(process.env.SHOP);
const ORIGIN = "https://shop.test";
const CODE = readFileSync(process.env.WORKER, "utf8");
/** Milliseconds that the worker waits are so many times shorter. */
const HASTE = 50;

class FakeCache {
  #entries = new Map();
  constructor(storage) { this.storage = storage; }
  #key(request) { return new URL(request.url ?? request, ORIGIN).href; }
  #answer({ body, status, headers }) { return new Response(body.byteLength ? body : null, { status, headers }); }
  async put(request, response) {
    if (this.storage.isFull) throw new DOMException("no room", "QuotaExceededError");
    const body = await response.arrayBuffer();
    this.#entries.delete(this.#key(request));
    this.#entries.set(this.#key(request), { body, status: response.status, headers: [...response.headers] });
  }
  async addAll(addresses) { for (const address of addresses) await this.put(address, await this.storage.fetch(address)); }
  async match(request) {
    const entry = this.#entries.get(this.#key(request));
    return entry && this.#answer(entry);
  }
  async matchAll() { return [...this.#entries.values()].map((entry) => this.#answer(entry)); }
  async keys() { return [...this.#entries.keys()].map((url) => ({ url })); }
  async delete(request) { return this.#entries.delete(this.#key(request)); }
  get names() { return [...this.#entries.keys()].map((address) => address.slice(ORIGIN.length)); }
}

/** An answer of the shop's own, as a browser hands it to a worker: Node.js lets nobody say of which type one is. */
const basic = (response) => {
  const clone = response.clone.bind(response);
  Object.defineProperty(response, "type", { value: "basic" });
  return Object.defineProperty(response, "clone", { value: () => basic(clone()) });
};

/** A page as the shop sends it. */
export const page = (title, { build = SHOP.build, status = 200, control = "public, max-age=0, must-revalidate", body = "" } = {}) =>
  basic(new Response(
    `<!DOCTYPE html><html lang="en"><head><meta property="og:locale" content="en_GB"><title>${title}</title></head><body>
    <p id="network" role="status" data-offline="off" data-kept="As of {time} &amp; $1." data-market="eu" class="network"></p>
    <section id="offline" class="trouble"><h1>Offline</h1></section>
    <section id="no-answer" hidden class="trouble"><h1>No answer</h1><p id="order-unknown" hidden>Order</p></section>
    <section id="kept-cart" hidden class="section"></section>
    <section id="kept" hidden class="section"><h2>Kept</h2><input id="kept-q" type="search"><p id="none-kept" hidden>None</p><ul class="kept-pages"></ul><!--kept--></section>${body}`,
    {
      status,
      headers: {
        "content-type": "text/html; charset=utf-8", "cache-control": control, "content-encoding": "br",
        link: `<${SHOP.style.replace(SHOP.build, build)}>; rel=preload; as=style`,
      },
    },
  ));

/** A file as the shop sends it. */
export const file = (text, control = "public, max-age=31536000, immutable") =>
  basic(new Response(text, { headers: { "cache-control": control } }));

export const noNetwork = () => { throw new TypeError("no network"); };

/** The shop, as far as the worker is installed from it. */
const shop = (url) => (url.pathname.startsWith(SHOP.bundle) ? file(`file ${url.pathname}`) : page(`Page ${url.pathname}`));

/** A browser with a worker that is not installed yet, in front of pages at `open`. */
export class Browser {
  #listeners = {};
  #caches = new Map();
  isFull = false;
  isDenied = false;
  hasPreload = true;
  isRetired = false;
  /** Messages that are shown, and windows that were opened. */
  shown = [];
  opened = [];
  network = shop;
  database = new FakeIndexedDb(() => this.isDenied);
  /** What the worker said to the pages, the last at the end. */
  said = [];
  /** What it asked the browser to do when there is a network again. */
  syncs = [];
  badge = undefined;
  /** What pages heard of the cart: market and units of each. */
  heard = [];
  /** What the browser is reached by from now on, once somebody subscribes. */
  subscription = { endpoint: "https://push.test/new", keys: { p256dh: "key", auth: "secret" } };

  constructor({ open = [], code = CODE } = {}) {
    const denied = async () => { throw new DOMException("denied", "SecurityError"); };
    const caches = {
      open: async (name) => {
        if (this.isDenied) return denied();
        if (!this.#caches.has(name)) this.#caches.set(name, new FakeCache(this));
        return this.#caches.get(name);
      },
      has: async (name) => this.#caches.has(name),
      keys: async () => (this.isDenied ? denied() : [...this.#caches.keys()]),
      delete: async (name) => this.#caches.delete(name),
      match: async (request) => {
        if (this.isDenied) return denied();
        for (const cache of this.#caches.values()) {
          const found = await cache.match(request);
          if (found) return found;
        }
        return undefined;
      },
    };
    const browser = this;
    const self = {
      addEventListener: (type, listener) => { this.#listeners[type] = listener; },
      clients: {
        matchAll: async () => open.map((path) => ({
          url: ORIGIN + path,
          postMessage: (text) => this.said.push(text),
          focus: async () => browser.opened.push(`focus ${path}`),
        })),
        openWindow: async (url) => browser.opened.push(url.slice(ORIGIN.length)),
      },
      navigator: { setAppBadge: async (count) => { this.badge = count; } },
      location: new URL("/sw.js", ORIGIN),
      registration: {
        get navigationPreload() { return browser.hasPreload ? { enable: async () => {} } : undefined; },
        unregister: async () => { browser.isRetired = true; },
        sync: { register: async (tag) => { this.syncs.push(tag); } },
        pushManager: { subscribe: async ({ applicationServerKey }) => {
          this.subscribedWith = applicationServerKey;
          return { toJSON: () => this.subscription };
        } },
        showNotification: async (title, options) => { browser.shown.push({ title, ...options }); },
      },
      skipWaiting: async () => {},
    };
    const soon = (act, wait) => setTimeout(act, wait / HASTE);
    const fetch = (request, like) => this.fetch(request, like);
    const { heard } = this;
    self.BroadcastChannel = class {
      constructor(market) { this.market = market; }
      postMessage(text) { heard.push([this.market, JSON.parse(text).lines.map(({ sku, quantity }) => `${sku} ${quantity}`).join()]); }
      close() {}
    };
    const names = ["self", "caches", "fetch", "setTimeout", "indexedDB", "BroadcastChannel"];
    new Function(...names, code)(self, caches, fetch, soon, this.database, self.BroadcastChannel);
  }

  async fetch(request, like = {}) { return this.network(new URL(request.url ?? request, ORIGIN), like); }

  /** Whether the worker listens to events of this type. */
  hears(type) { return type in this.#listeners; }

  async #tell(type, event = {}) {
    const waiting = [];
    this.#listeners[type]({ ...event, waitUntil: (promise) => waiting.push(promise) });
    await Promise.all(waiting);
  }

  /** A page is awake, and says how many units it knows of, a moment after all that was before. */
  wake(units, market = "eu", at = Date.now() + 1) { return this.#tell("message", { data: { market, units, at } }); }

  /** The browser has a network again. */
  sync() { return this.#tell("sync"); }

  async install() {
    await this.#tell("install");
    await this.#tell("activate");
    return this;
  }

  activate() { return this.#tell("activate"); }

  /** A message of the push service's, decrypted by the browser. */
  push(message) { return this.#tell("push", { data: { json: () => message } }); }

  /** The browser has another address at its push service, which it has subscribed by itself or leaves that to the worker. */
  changeSubscription(newSubscription) { return this.#tell("pushsubscriptionchange", { newSubscription }); }

  /** A touch on a message that is shown. */
  async touch(shown) {
    let isClosed = false;
    await this.#tell("notificationclick", { notification: { data: shown.data, close: () => { isClosed = true; } } });
    return isClosed;
  }

  /** What comes of a request, once all is kept that is; nothing if the worker leaves it to the browser. */
  async ask(path, { mode = "navigate", method = "GET", headers = {}, body = "", referrer = "" } = {}) {
    const url = path.startsWith("/") ? ORIGIN + path : path;
    const [request, waiting] = [{ url, method, mode, headers: new Headers(headers), referrer, text: async () => body }, []];
    const isPreloaded = this.hasPreload && mode === "navigate" && method === "GET";
    const preloadResponse = isPreloaded ? this.fetch(request) : Promise.resolve(undefined);
    preloadResponse.catch(() => {});
    let answer;
    this.#listeners.fetch({
      request, preloadResponse,
      waitUntil: (promise) => waiting.push(promise),
      respondWith: (promise) => { answer = promise; },
    });
    const answered = await answer;
    // What is waited for may grow while it is waited for.
    for (let at = 0; at < waiting.length; at += 1) await waiting[at];
    return answered;
  }

  /** What a page shows. */
  async read(path) { return (await this.ask(path)).text(); }

  /** What is kept, as `cache:address`. */
  get kept() { return [...this.#caches].flatMap(([cache, { names }]) => names.map((name) => `${cache}:${name}`)); }

  /** The pages of the worker's build that are kept, but those that stand in for others. */
  get pages() {
    const own = `build-${SHOP.build}:`;
    const names = this.kept.filter((name) => name.startsWith(own)).map((name) => name.slice(own.length));
    return names.filter((name) => !name.startsWith(SHOP.bundle) && !name.endsWith(SHOP.offline));
  }

  /** What pages have noted of messages. */
  async note(name, text) {
    if (!this.#caches.has("push")) this.#caches.set("push", new FakeCache(this));
    await this.#caches.get("push").put(name, new Response(text));
  }

  async noteAt(name) { return (await this.#caches.get("push").match(name)).text(); }

  /** Keeps something by hand, as an earlier worker has done. */
  async put(cache, name, age) {
    if (!this.#caches.has(cache)) this.#caches.set(cache, new FakeCache(this));
    const headers = { "kept-name": name, "kept-at": String(Date.now() - age), "kept-bytes": "1", "kept-title": ">Old" };
    await this.#caches.get(cache).put(name, new Response(`old ${name}`, { headers }));
  }
}

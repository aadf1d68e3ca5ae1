// The service worker: keeps what a shopper has seen that is the same for everybody, and shows it when the network does
// not answer. What it may keep, the site map says; what it is for and how it is retired, docs/app.md.
import { askAgain, awake, called, isChange, isView, soFar, submitted, synced, viewed } from "./cart";
import { fetchBuild, findFile, findOtherSize, findPage, findStandIn, forgetBuilds, keepPage, keepPicture } from "./kept";
import { keptAs, placed } from "./pages";
import { hearMessages } from "./push";
import { marked, standIn } from "./shown";

declare const self: ServiceWorkerGlobalScope;

/** How long a shopper waits for the network, in milliseconds, if the page is kept. */
const TIMEOUT = 3000;

/** A page's answer from the network: the browser has asked for it before this worker was awake. */
const ask = async (event: FetchEvent): Promise<Response> => {
  const preloaded: Response | undefined = await event.preloadResponse;
  return preloaded ?? fetch(event.request);
};

/** A page that may be kept: from the network, or the kept one where that fails or takes too long. */
const readable = async (event: FetchEvent, url: URL, name: string): Promise<Response> => {
  const asked = ask(event);
  // This comes before whoever takes the answer's body. A late answer is kept too.
  event.waitUntil(asked.then((page) => keepPage(name, page.clone())).catch(() => undefined));
  const late = new Promise<undefined>((resolve) => { setTimeout(resolve, TIMEOUT); });
  const soon = await Promise.race([asked.catch(() => undefined), late]);
  if (soon && soon.status < 500) return soon;
  const kept = await findPage(name);
  return kept ? marked(kept) : asked.catch(() => standIn(url));
};

/** A page that is not kept: from the network, after what waits for it was sent; or the one that stands in for it. */
const personal = async (event: FetchEvent, url: URL): Promise<Response> => {
  const [asked, since] = [ask(event), soFar()];
  asked.catch(() => undefined);
  const again = await askAgain(url, since).catch(() => undefined);
  // The browser asks anew, and says again who led there: that is not ours to say.
  return again === undefined ? asked.catch(() => standIn(url)) : Response.redirect(again, 303);
};

/** A form that somebody has sent. If no answer comes, nobody knows whether it arrived, and that is said. */
const form = (event: FetchEvent, url: URL): Promise<Response> => fetch(event.request).catch(() => standIn(url, true));

/**
 * Whether a page of ours has led here. Only then does this worker send a navigation itself: the shop asks browsers which
 * site one comes from, and a form of another site must not pass for ours.
 */
const isLedByUs = ({ referrer }: Request): boolean => referrer.startsWith(`${self.location.origin}/`);

/** Whether a form to this page is in good hands here: those that log somebody in or out, or change an account, are not. */
const takesForm = (url: URL): boolean =>
  ["/cart", "/checkout"].includes(placed(url.pathname).rest) || keptAs(url) !== undefined;

/** A file whose name stands for its contents. */
const file = async (event: FetchEvent): Promise<Response> => await findFile(event.request.url) ?? fetch(event.request);

/** The page that stands in for others, asked for by a page of ours: its words are those of this build. */
const words = async (event: FetchEvent, url: URL): Promise<Response> =>
  await findStandIn(placed(url.pathname).market) ?? fetch(event.request);

const picture = async (event: FetchEvent): Promise<Response> => {
  const kept = await findFile(event.request.url);
  if (kept) return kept;
  let sent: Response;
  try {
    sent = await fetch(event.request);
  } catch {
    return await findOtherSize(event.request.url) ?? Response.error();
  }
  event.waitUntil(keepPicture(event.request.url, sent.clone()).catch(() => undefined));
  return sent;
};

/** Keeps the pages that are open when there was no worker yet. */
const keepOpenPages = async (): Promise<void> => {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) {
    const name = keptAs(new URL(client.url));
    if (name !== undefined) await keepPage(name, await fetch(name, { credentials: "omit" }));
  }
};

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await fetchBuild();
    await keepOpenPages().catch(() => undefined);
    // Whatever page it finds, it serves that page's own build, so it need not wait until all are closed.
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    await self.registration.navigationPreload?.enable().catch(() => undefined);
    await forgetBuilds().catch(() => undefined);
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  // What another site's form sends is a navigation, and not touched; whatever else comes here is sent by a page of ours.
  if (request.method === "POST") {
    const isOfCart = isChange(url.pathname);
    if (request.mode !== "navigate") {
      if (isOfCart) event.respondWith(called(event, url.pathname));
    } else if (isLedByUs(request)) {
      if (isOfCart) event.respondWith(submitted(event, url.pathname));
      else if (takesForm(url)) event.respondWith(form(event, url));
    }
  }
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    const name = keptAs(url);
    if (name !== undefined) {
      event.respondWith(readable(event, url, name));
    } else if (self.registration.navigationPreload || isLedByUs(request)) {
      // The answer is to what the browser itself has asked, with all that it says of who led there; or there is none.
      event.respondWith(personal(event, url));
    }
  } else if (!request.headers.has("range")) {
    if (url.pathname.startsWith(SHOP.bundle)) event.respondWith(file(event));
    else if (url.pathname.startsWith(SHOP.pictures)) event.respondWith(picture(event));
    else if (isView(url.pathname)) event.respondWith(viewed(event, url));
    // Its words are asked for by pages that have something to say (`app/browser/offline.js`).
    else if (placed(url.pathname).rest === SHOP.offline) event.respondWith(words(event, url));
  }
});

self.addEventListener("message", (event) => {
  const { market, units, at } = event.data ?? {};
  if (typeof market === "string" && typeof units === "number") event.waitUntil(awake(market, units, at));
});

// Background Sync, where there is such a thing.
self.addEventListener("sync", (event: Event) => (event as ExtendableEvent).waitUntil(synced()));

hearMessages();

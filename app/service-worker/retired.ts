// Put in the worker's place, this retires it: it forgets all that was kept and takes itself away. Pages that are open stay
// as they are; from then on the shop is a website again.

declare const self: ServiceWorkerGlobalScope;
export {};

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) await caches.delete(name);
    indexedDB.deleteDatabase("cart");
    await self.registration.unregister();
  })());
});

(() => {
  const sign = document.getElementById("network");
  const tell = () => {
    // What the service worker says of a page that it has kept stays there.
    if (!sign.dataset.asOf) sign.textContent = navigator.onLine ? "" : sign.dataset.offline;
  };
  for (const change of ["online", "offline"]) addEventListener(change, tell);
  tell();
  // A browser that offers to install the shop waits until somebody has shown interest (`app/browser/offline.js`).
  addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); document.installing = event; });
  // What is suggested while somebody types is fetched when they come to the field.
  const suggest = (field) => field?.matches?.("input[type=search][name=q]") && import("__SUGGESTIONS__").catch(() => {});
  addEventListener("focusin", (event) => suggest(event.target));
  suggest(document.activeElement);
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    requestAnimationFrame(() => setTimeout(async () => {
      for (const place of document.querySelectorAll("[data-module]")) import(place.dataset.module);
      const bundle = await import("__JS__");
      // Between the steps the browser may answer whoever touches the page.
      const pause = () => new Promise((go) => setTimeout(go));
      await bundle.default({ module_or_path: "__WASM__" });
      await pause();
      bundle.hydrate();
      for (const island of document.querySelectorAll("leptos-island")) {
        await pause();
        const wake = bundle[island.dataset.component];
        if (wake) wake(island);
        else console.warn("This page is older than its scripts: " + island.dataset.component);
      }
      document.documentElement.dataset.islands = "ready";
      // A page that a service worker shows from what it keeps is like any other; without one so is the shop.
      const worker = "__SERVICE_WORKER__";
      if (worker) (window.requestIdleCallback ?? setTimeout)(() => {
        navigator.serviceWorker?.register(worker).catch(() => {});
        import("__OFFLINE__").catch(() => {});
      });
    }));
  };
  try {
    new PerformanceObserver((list, observer) => {
      if (!list.getEntriesByName("first-contentful-paint").length) return;
      observer.disconnect();
      begin();
    }).observe({ type: "paint", buffered: true });
  } catch {}
  addEventListener("load", () => setTimeout(begin, 500));
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, begin, { once: true, capture: true, passive: true });
})();

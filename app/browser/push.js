// The button that has this browser told of something, even while no page of the shop is open: of an order, or of a variant
// that is sold out. What it says is in the page, in its language. Where the browser or the shop has no messages, it stays
// hidden. What this browser is told of is noted in a cache, which the service worker sees too (`app/service-worker/push.ts`)
// and which goes when somebody logs out.
const place = document.getElementById("push");
const [said, button] = [place.querySelector("[role=status]"), place.querySelector("button")];
const { order, market, about, on, tell, stop, denied, failed } = place.dataset;
const form = document.querySelector("form.buy");
let isOn = false;

// What can be told of now; nothing while the variant that is shown can be had.
const topic = () => {
  if (order) return `order:${order}`;
  return form?.querySelector(".stock-out") ? `variant:${form.querySelector("[name=sku]").value}` : undefined;
};
// An answer is waited for half a minute, as the islands do (`app/src/web.rs`).
const soon = () => AbortSignal.timeout?.(30_000);
const noteOf = (name) => `/push/${encodeURIComponent(name)}`;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const begin = async (key) => {
  const [worker, notes] = [await navigator.serviceWorker.ready, await caches.open("push")];

  // What this browser is reached by; not if that was for another key than the shop has now.
  const found = async () => {
    const [subscription, own] = [await worker.pushManager.getSubscription(), bytes(key)];
    const its = new Uint8Array(subscription?.options.applicationServerKey ?? []);
    if (!subscription || (its.length === own.length && own.every((byte, at) => byte === its[at]))) return subscription;
    await subscription.unsubscribe();
    return null;
  };

  const show = async (text) => {
    const [name, subscription] = [topic(), await found()];
    const note = name && await notes.match(noteOf(name));
    isOn = Boolean(note && subscription && (await note.json().catch(() => ({}))).endpoint === subscription.endpoint);
    place.hidden = !name;
    said.textContent = text ?? (isOn ? on : about);
    button.textContent = isOn ? stop : tell;
  };

  // Whether the shop has noted it.
  const ask = async (name, subscription, wanted) => {
    const { endpoint, keys } = subscription.toJSON();
    if (order) {
      const fields = { action: "push", wanted, endpoint, ...keys };
      const answer = await fetch(location.pathname, { method: "POST", body: new URLSearchParams(fields), signal: soon() });
      // It leads back to the order's page, or somebody has to log in first.
      return answer.ok && answer.redirected && new URL(answer.url).pathname === location.pathname;
    }
    const answer = await fetch("/v1/push/variants", {
      method: "POST",
      signal: soon(),
      headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
      body: JSON.stringify({ sku: name.slice("variant:".length), market, target: { endpoint, ...keys }, wanted }),
    });
    return answer.ok;
  };

  const change = async () => {
    const name = topic();
    const wanted = !isOn;
    if (wanted && await Notification.requestPermission() !== "granted") return denied;
    const subscription = await found() ?? await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    if (!await ask(name, subscription, wanted)) return failed;
    // By this the service worker asks once more, should the browser change its address (`app/service-worker/push.ts`).
    const note = { path: location.pathname, market, endpoint: subscription.endpoint };
    if (wanted) await notes.put(noteOf(name), new Response(JSON.stringify(note)));
    else await notes.delete(noteOf(name));
    return undefined;
  };

  button.addEventListener("click", async () => {
    button.disabled = true;
    const text = await change().catch(() => failed);
    button.disabled = false;
    await show(text);
    button.focus();
  });
  await show();
  if (form) watch(() => show());
};

// Another variant may be shown without another page.
const watch = (act) => new MutationObserver(act).observe(form.querySelector(".buy-facts"), { childList: true });

// The shop is asked for its key once there is something to be told of.
let isBegun = false;
const look = () => {
  if (isBegun || !topic()) return;
  isBegun = true;
  fetch("/v1/push/key").then((answer) => answer.json()).then(({ key }) => key && begin(key)).catch(() => {});
};

if (navigator.serviceWorker && window.PushManager && window.Notification && window.caches && (order || form)) {
  look();
  if (form) watch(look);
}

// Messages that are shown while no page of the shop is open. What they say and where they lead, the shop has put into them
// (`origin/notifications/src/push/record.rs`).

import { placed } from "./pages";

declare const self: ServiceWorkerGlobalScope;

/** Where the pages note what this browser is told of (`app/browser/push.js`). */
const NOTES = "push";

/** A message. */
interface Message {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  /** The path it leads to. */
  readonly url: string;
  /** Of two messages of one tag, the later one takes the place of the other. */
  readonly tag: string;
  /** The address of the icon that was made of the merchant's logo, if there is one. */
  readonly icon?: string | null;
  /** What it is about: `order:…`, or `variant:…`, which is told once. */
  readonly topic: string;
}

/** What a message has that names no icon. */
const BUILT_IN_ICON = "/icons/icon-192.png";

const show = async (message: Message): Promise<void> => {
  const { title, body, lang, url, tag, topic } = message;
  const icon = message.icon ?? BUILT_IN_ICON;
  await self.registration.showNotification(title, { body, lang, tag, icon, data: url });
  if (!topic.startsWith("variant:")) return;
  await caches.open(NOTES).then((notes) => notes.delete(`/push/${encodeURIComponent(topic)}`)).catch(() => undefined);
};

/** Shows the page that a message leads to, in a window that has it if there is one; never another site's. */
const follow = async (path: unknown): Promise<void> => {
  const url = new URL(String(path), self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window" });
  const open = windows.find((client) => client.url === url.href);
  if (open) await open.focus();
  else await self.clients.openWindow(url.href);
};

/** Where the pages read the shop's key and have variants followed (`api/src/push/mod.rs`). */
const KEY = "/v1/push/key";
const VARIANTS = "/v1/push/variants";

/** Has the shop note once more what this browser is told of, under the address that the browser has now. */
const changed = async (given: PushSubscription | null | undefined): Promise<void> => {
  const { key } = await (await fetch(KEY)).json();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const { endpoint, keys } = (given ?? await self.registration.pushManager.subscribe(options)).toJSON();
  const notes = await caches.open(NOTES);
  for (const request of await notes.keys()) {
    const topic = decodeURIComponent(new URL(request.url).pathname.split("/").pop() ?? "");
    const { path, market } = await (await notes.match(request))?.json().catch(() => undefined) ?? {};
    // A note of a build before this one says no more than that it is there.
    if (!path) continue;
    const sku = /^variant:(.*)/.exec(topic)?.[1];
    const fields = { action: "push", wanted: "true", endpoint: endpoint ?? "", ...keys };
    const answer = await (sku === undefined ? fetch(path, { method: "POST", body: new URLSearchParams(fields) }) : fetch(VARIANTS, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
      body: JSON.stringify({ sku, market, target: { endpoint, ...keys }, wanted: true }),
    })).catch(() => undefined);
    // The order's page leads back to itself, or somebody has to log in first. What the shop has not noted is under the old
    // address still, by which the button knows that it must be pressed again.
    const isBack = answer?.redirected && placed(new URL(answer.url).pathname).rest === placed(path).rest;
    const isNoted = sku === undefined ? isBack : answer?.ok;
    if (isNoted) await notes.put(request, new Response(JSON.stringify({ path, market, endpoint })));
  }
};

/** Hears of messages from now on. */
export const hearMessages = (): void => {
  self.addEventListener("push", (event) => {
    // Only the shop has the key that such a message is encrypted by.
    const message = event.data?.json() as Message | undefined;
    if (message) event.waitUntil(show(message));
  });
  // Some browsers have made the new subscription, others leave that to us.
  self.addEventListener("pushsubscriptionchange", (event: Event) => {
    const { newSubscription } = event as { newSubscription?: PushSubscription | null };
    (event as ExtendableEvent).waitUntil(changed(newSubscription));
  });
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(follow(event.notification.data));
  });
};

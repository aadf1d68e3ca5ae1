// Messages that are shown while no page of the shop is open. What they say and where they lead, the shop has put into them
// (`origin/notifications/src/push/record.rs`).

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
  /** What it is about: `order:…`, or `variant:…`, which is told once. */
  readonly topic: string;
}

const show = async (message: Message): Promise<void> => {
  const { title, body, lang, url, tag, topic } = message;
  const icon = "/icons/icon-192.png";
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

/** Hears of messages from now on. */
export const hearMessages = (): void => {
  self.addEventListener("push", (event) => {
    // Only the shop has the key that such a message is encrypted by.
    const message = event.data?.json() as Message | undefined;
    if (message) event.waitUntil(show(message));
  });
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(follow(event.notification.data));
  });
};

// The cart without the network: what changes it waits here, in order, and is sent with its own key when there is a network
// again. Whoever asks meanwhile is told of the cart as it will be.
import { findPageAt } from "./kept";
import { placed } from "./pages";
import { ADD, Cart, Line, REMOVE, State, UPDATE, VIEW, draft, forget, hear, settle, unitsOf, wait } from "./queue";
import { change, stored } from "./stored";

declare const self: ServiceWorkerGlobalScope;

/** How long an answer is waited for, in milliseconds. What comes later, the same key finds out. */
const TIMEOUT = 10_000;

/** An answer that has come whole. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What the shop says in an answer: the cart, or why not. */
interface Said {
  readonly cart?: Cart | null;
  readonly code?: string;
}

/** What the buttons of a line's form do to the number in its field. */
const STEPS: { readonly [button: string]: number } = { more: 1, fewer: -1 };

/** What is sent by a page and changes the cart, or reads it. */
export const isChange = (path: string): boolean => [ADD, UPDATE, REMOVE].includes(path);
export const isView = (path: string): boolean => path === VIEW;

let turn: Promise<unknown> = Promise.resolve();

/** Does one thing after the other: what waits, sent at once, might be done in another order than it was made in. */
const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
  const done = turn.then(act);
  turn = done.catch(() => undefined);
  return done;
};

/** Sends something; none if no whole answer comes, or not in time. */
const send = (address: string, body?: string): Promise<Answer | undefined> => {
  const accept = "application/json";
  const headers = { accept, "content-type": "application/x-www-form-urlencoded;charset=UTF-8" };
  const whole = async (): Promise<Answer> => {
    const answer = await fetch(address, body === undefined ? { headers: { accept } } : { method: "POST", headers, body });
    return { status: answer.status, text: await answer.text() };
  };
  const late = new Promise<undefined>((resolve) => { setTimeout(resolve, TIMEOUT); });
  return Promise.race([whole().catch(() => undefined), late]);
};

/** What an answer says; none if it is not of the shop's own, or the shop cannot say now. */
const understood = ({ status, text }: Answer): Said | undefined => {
  try {
    const value = JSON.parse(text);
    if (status === 200 && (value === null || Array.isArray(value.lines))) return { cart: value };
    if (status >= 400 && status < 500 && status !== 429 && typeof value.code === "string") return { code: value.code };
  } catch {
    // A page that asks for a password, of a network that is not ours.
  }
  return undefined;
};

const json = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { "content-type": "application/json", "cache-control": "no-store" } });

const unavailable = (): Response => json('{"code":"unavailable"}', 503);

/**
 * What a product's page, if it is kept, says of a variant: as schema.org has it (`app/src/catalog/structured_data.rs`), and
 * the page's first picture (`app/src/ui/picture.rs`).
 */
const productOn = async (address: string, sku: string): Promise<Line | undefined> => {
  try {
    const { pathname } = new URL(address);
    const html = await (await findPageAt(pathname))?.text() ?? "";
    const [, text] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
    const [product] = JSON.parse(text ?? "")["@graph"];
    const picture = /<img src="\/media\/([^"]+)-800\.webp"[^>]* width="(\d+)" height="(\d+)"/.exec(html);
    const { price, priceCurrency } = product.offers.find((offer: { sku: string }) => offer.sku === sku);
    return {
      sku, slug: pathname.split("/").pop() ?? "", title: product.name, choice: "", quantity: 0, total: null,
      unit_price: { minor: Number(price.replace(".", "")), currency: priceCurrency },
      availability: { state: "in_stock" },
      picture: picture && { path: picture[1], alt: "", width: Number(picture[2]), height: Number(picture[3]) },
    };
  } catch {
    return undefined;
  }
};

/**
 * Tells every page how much waits and what was refused, and shows the number of units on the app's icon. Pages of the
 * markets in `changed` hear of the cart, too: what the shop has not said just now may be older than what they show.
 */
const tell = async (changed: readonly string[] = []): Promise<void> => {
  const state = await stored();
  const [waiting, refused] = [state.changes.length, state.refused.length];
  const markets = new Set([...Object.keys(state.carts), ...state.changes.map(({ market }) => market)]);
  let units = 0;
  for (const market of markets) {
    const cart = draft(state, market);
    units = Math.max(units, unitsOf(cart));
    if (!cart || !changed.includes(market) || !("BroadcastChannel" in self)) continue;
    // Its islands hear of it as of what another tab does (`app/src/cart/live.rs`).
    const channel = new BroadcastChannel(market);
    channel.postMessage(JSON.stringify(cart));
    channel.close();
  }
  for (const client of await self.clients.matchAll()) client.postMessage({ waiting, refused, units });
  const { setAppBadge } = (self.navigator ?? {}) as { setAppBadge?: (count: number) => Promise<void> };
  await setAppBadge?.call(self.navigator, units).catch(() => undefined);
};

let settled = 0;

/** How many changes that waited are over since the worker began. */
export const soFar = (): number => settled;

/** Takes in what an answer says of the cart, if it does: that there is none, too. Whether it does. */
const heed = async (market: string, answer: Answer | undefined): Promise<boolean> => {
  const cart = answer && understood(answer)?.cart;
  if (cart !== undefined) await change((state) => hear(state, market, cart)).catch(() => undefined);
  return cart !== undefined;
};

/** Asks the shop for the cart. */
const ask = (market: string): Promise<Answer | undefined> => send(`${VIEW}?market=${encodeURIComponent(market)}`);

/**
 * Sends what waits, as far as the shop answers, for as long as one answer is waited for: whoever waits for their turn does not
 * wait for a hundred. Returns the markets whose cart the shop has told of. What is refused is told on the cart's page.
 */
const sendWaiting = async (): Promise<string[]> => {
  const heard = new Map<string, boolean>();
  const end = Date.now() + TIMEOUT;
  while (Date.now() < end) {
    const [next] = (await stored()).changes;
    const answer = next && await send(next.path, next.body);
    const said = answer && understood(answer);
    if (!next || !said) break;
    await change((state) => settle(state, next, said.cart ?? undefined, said.code ?? ""));
    heard.set(next.market, Boolean(said.cart));
    settled += 1;
  }
  // A refusal brings no cart, and the one that is kept does not know of it.
  for (const [market, isTold] of heard) {
    if (!isTold && !await heed(market, await ask(market))) heard.delete(market);
  }
  return [...heard.keys()];
};

/** Sends what waits, and tells the pages what came of it, and of the cart as it will be. */
const flush = async (): Promise<State> => {
  const before = settled;
  const state = await inTurn(async () => {
    const heard = await sendWaiting();
    const now = await stored();
    await tell([...heard, ...now.changes.map(({ market }) => market)]);
    return now;
  });
  // As long as some of it gets through, the rest follows after whoever waits for their turn.
  return state.changes.length > 0 && settled > before ? flush() : state;
};

/** The cart as it will be. */
const drafted = async (market: string): Promise<Response> => {
  const cart = draft(await stored(), market);
  return cart ? json(JSON.stringify(cart)) : unavailable();
};

/** An answer that is the shop's, for the page that waits for it; what it says of the cart is kept, and told to all. */
const handedOn = async (market: string, answer: Answer | undefined): Promise<Response | undefined> => {
  await heed(market, answer);
  await tell();
  return answer && (understood(answer) || answer.status >= 400) ? json(answer.text, answer.status) : undefined;
};

/**
 * Answers a page that changes the cart. While nothing waits it is sent at once, as without a worker: in which order its
 * changes are made a page knows itself. What waits is not waited for: the pages are told what came of it.
 */
const changed = async (event: FetchEvent, path: string, fields: URLSearchParams): Promise<Response> => {
  const field = (name: string): string => fields.get(name) ?? "";
  const [key, market, sku] = [field("key"), field("market"), field("sku")];
  const units = path === REMOVE ? 0 : Number(field("quantity") || 1) + (STEPS[field("change")] ?? 0);
  // Without a key, which only a page that is not secure lacks, it could be done twice.
  const mayWait = key !== "" && sku !== "" && /^\d\d?$/.test(String(units));
  const isFirst = (await stored()).changes.length === 0;
  const body = String(fields);
  if (isFirst || !mayWait) {
    const answer = await send(path, body);
    const told = await handedOn(market, answer);
    if (told) return told;
    if (!mayWait) return unavailable();
  }
  const product = path === ADD ? await productOn(event.request.referrer, sku) : undefined;
  const made = { key, path, body, market, sku, units, product };
  if (!await change((state) => wait(state, made)).catch(() => false)) return unavailable();
  const { sync } = self.registration as { sync?: { register(tag: string): Promise<void> } };
  // Nobody waits for that: a browser may take its time, or refuse.
  sync?.register("cart").catch(() => undefined);
  if (isFirst) await tell();
  else event.waitUntil(flush());
  return drafted(market);
};

/** Answers an island that changes the cart. */
export const called = async (event: FetchEvent, path: string): Promise<Response> =>
  changed(event, path, new URLSearchParams(await event.request.text()));

/**
 * Answers a form of a page whose islands are not awake: it does what the island would, and leads to the cart, as the shop
 * does (`answer` in `app/src/cart/server.rs`). It has no key until now.
 */
export const submitted = async (event: FetchEvent, path: string): Promise<Response> => {
  const fields = new URLSearchParams(await event.request.text());
  fields.set("key", crypto.randomUUID());
  const answer = await changed(event, path, fields);
  const { code } = await answer.json().catch(() => ({ code: "unavailable" }));
  const { origin, pathname } = new URL(event.request.referrer);
  // A market that was made since this worker was built is known by its spelling.
  const market = /^\/..-..(-...)?(?=\/)/.exec(pathname)?.[0] ?? placed(pathname).market;
  return Response.redirect(`${origin}${market}/cart${code ? `?problem=${code}` : ""}`, 303);
};

/** Answers a page that asks for the cart; while something waits, with the cart as it will be, if that is known. */
export const viewed = async (event: FetchEvent, url: URL): Promise<Response> => {
  const market = url.searchParams.get("market") ?? "";
  const state = await stored();
  const isWaiting = state.changes.length > 0;
  if (isWaiting) event.waitUntil(flush());
  // Of another market than that of what waits nothing may be known.
  const isKnown = isWaiting && draft(state, market);
  return await handedOn(market, isKnown ? undefined : await ask(market)) ?? drafted(market);
};

/**
 * A page is awake, or the network is back: what waits is sent, and a cart that has changed elsewhere is asked for. The page
 * had read at this time how many units the shop has told of last.
 */
export const awake = async (market: string, units: number, at: number): Promise<void> => {
  // None are left: what is kept has become an order, say. The answer that would tell may be lost.
  if (units === 0) await change((state) => forget(state, at)).catch(() => undefined);
  const state = await flush();
  if (state.changes.length > 0 || unitsOf(draft(state, market)) === units) return;
  await inTurn(async () => handedOn(market, await ask(market)));
};

/** Sends what waits, for the browser, which tries again later if something is left. */
export const synced = async (): Promise<void> => {
  if ((await flush()).changes.length > 0) throw new Error("something waits");
};

/**
 * Whether the page at `url` shows the cart, and has to be asked for again because something was sent since the browser
 * asked for it, when `since` changes were over. The cart's own page is told what was refused.
 */
export const askAgain = async (url: URL, since: number): Promise<string | undefined> => {
  const { market, rest } = placed(url.pathname);
  if (!["/cart", "/checkout"].includes(rest)) return undefined;
  const before = await stored();
  if (before.changes.length + before.refused.length === 0 && settled === since) return undefined;
  return inTurn(async () => {
    const heard = await sendWaiting();
    const isSent = settled !== since;
    const { changes, refused } = await stored();
    const isTold = rest === "/cart" && changes.length === 0 && refused.length > 0;
    if (isTold) await change((state) => { state.refused = []; });
    await tell(heard);
    const told = refused.map(({ code, slug }) => `${code}:${slug}`).join(",");
    if (isTold) return `${url.origin}${market}/cart?left_out=${encodeURIComponent(told)}`;
    return isSent ? url.href : undefined;
  });
};

// The cart without the network: what changes it waits here, in order, and is sent with its own key when there is a network
// again. Whoever asks meanwhile is told of the cart as it will be.
import { findPageAt } from "./kept";
import { placed } from "./pages";
import { ADD, Cart, Change, Line, REMOVE, UPDATE, VIEW, draft, hear, settle, unitsOf, wait } from "./queue";
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

/** Asks the shop for the cart. */
const ask = async (market: string): Promise<Answer | undefined> => {
  const answer = await send(`${VIEW}?market=${encodeURIComponent(market)}`);
  const cart = answer && understood(answer)?.cart;
  if (cart !== undefined) await change((state) => hear(state, market, cart)).catch(() => undefined);
  return answer;
};

/** Whether an answer is the cart, or that there is none. */
const isCart = (answer: Answer | undefined): boolean => answer !== undefined && understood(answer)?.cart !== undefined;

/** What came of what waited. */
interface Sent {
  /** The answers by key. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** The markets whose cart the shop has told of. */
  readonly heard: readonly string[];
}

const NOTHING: Sent = { answers: new Map(), heard: [] };

/**
 * Sends what waits, as far as the shop answers. What is refused is told on the cart's page, but of the change with the key
 * `own`, whose answer somebody waits for.
 */
const sendWaiting = async (own = ""): Promise<Sent> => {
  const answers = new Map<string, Answer>();
  const heard = new Map<string, boolean>();
  for (;;) {
    const [next] = (await stored()).changes;
    const answer = next && await send(next.path, next.body);
    const said = answer && understood(answer);
    if (!next || !answer || !said) break;
    await change((state) => settle(state, next, said.cart ?? undefined, said.code ?? "", next.key === own));
    answers.set(next.key, answer);
    heard.set(next.market, Boolean(said.cart));
    settled += 1;
  }
  // A refusal brings no cart, and the one that is kept does not know of it.
  for (const [market, isTold] of heard) {
    if (!isTold && !isCart(await ask(market))) heard.delete(market);
  }
  return { answers, heard: [...heard.keys()] };
};

/** The answer to a change that waits: what came of it meanwhile, or the cart as it will be. */
const queued = async (made: Change): Promise<Response> => {
  const isFirst = (await stored()).changes.length === 0;
  if (!await change((state) => wait(state, made)).catch(() => false)) return unavailable();
  const { answers, heard } = isFirst ? NOTHING : await sendWaiting(made.key);
  const answer = answers.get(made.key);
  const { sync } = self.registration as { sync?: { register(tag: string): Promise<void> } };
  // Nobody waits for that: a browser may take its time, or refuse.
  if (!answer) sync?.register("cart").catch(() => undefined);
  await tell(heard);
  if (answer) return json(answer.text, answer.status);
  const cart = draft(await stored(), made.market);
  return cart ? json(JSON.stringify(cart)) : unavailable();
};

/**
 * Answers a page that changes the cart. While nothing waits it is sent at once, as without a worker: in which order its
 * changes are made a page knows itself.
 */
export const changed = async (request: Request, path: string): Promise<Response> => {
  const body = await request.text();
  const fields = new URLSearchParams(body);
  const field = (name: string): string => fields.get(name) ?? "";
  const [key, market, sku] = [field("key"), field("market"), field("sku")];
  const units = path === REMOVE ? 0 : Number(field("quantity") || 1);
  // Without a key, which only a page that is not secure lacks, it could be done twice.
  const mayWait = key !== "" && sku !== "" && Number.isInteger(units);
  if ((await stored()).changes.length === 0 || !mayWait) {
    const answer = await send(path, body);
    const said = answer && understood(answer);
    if (answer && (said || answer.status >= 400)) {
      const { cart } = said ?? {};
      if (cart) await change((state) => hear(state, market, cart)).catch(() => undefined);
      await tell();
      return json(answer.text, answer.status);
    }
    if (!mayWait) return Response.error();
  }
  const product = path === ADD ? await productOn(request.referrer, sku) : undefined;
  return inTurn(() => queued({ key, path, body, market, sku, units, product }));
};

/** Answers a page that asks for the cart. */
export const viewed = async (url: URL): Promise<Response> => {
  const market = url.searchParams.get("market") ?? "";
  const hasWaiting = async (): Promise<boolean> => (await stored()).changes.length > 0;
  const isWaiting = await hasWaiting() && await inTurn(async () => {
    await sendWaiting();
    return hasWaiting();
  });
  const answer = isWaiting ? undefined : await ask(market);
  await tell();
  if (answer && (understood(answer) || answer.status >= 400)) return json(answer.text, answer.status);
  const cart = draft(await stored(), market);
  return cart ? json(JSON.stringify(cart)) : unavailable();
};

/** A page is awake, or the network is back: what waits is sent, and a cart that has changed elsewhere is asked for. */
export const awake = (market: string, units: number): Promise<void> => inTurn(async () => {
  const { heard } = await sendWaiting();
  const state = await stored();
  const isWaiting = state.changes.length > 0;
  const isOld = !isWaiting && unitsOf(draft(state, market)) !== units;
  if (isOld) await ask(market);
  await tell([...heard, ...state.changes.map((waiting) => waiting.market)]);
});

/** Sends what waits, for the browser, which tries again later if something is left. */
export const synced = (): Promise<void> => inTurn(async () => {
  await tell((await sendWaiting()).heard);
  if ((await stored()).changes.length > 0) throw new Error("something waits");
});

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
    const { heard } = await sendWaiting();
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

// What is kept: a cache for each build with its files and the pages seen of it, and one for pictures, which are of no build.

/** How much is kept, at most, and how long: number, bytes, milliseconds. */
interface Bound {
  readonly count: number;
  readonly bytes: number;
  readonly age: number;
}

const MIB = 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;
const PAGES: Bound = { count: 60, bytes: 6 * MIB, age: 14 * DAY };
const PICTURES: Bound = { count: 200, bytes: 24 * MIB, age: 30 * DAY };
/** After how many pictures their cache is looked through: a list of products brings many at once. */
const PICTURES_BETWEEN = 20;

const BUILD = "build-";
const OWN = BUILD + SHOP.build;
const PICTURES_CACHE = "pictures";

// Fields that are added to what is kept: its name, when the shop sent it, its bytes, its title.
const NAME = "kept-name";
const AT = "kept-at";
const BYTES = "kept-bytes";
const TITLE = "kept-title";

/** A page that is kept. Its title is HTML: the attributes of the element and what is in it. */
export interface KeptPage {
  readonly name: string;
  readonly title: readonly [attributes: string, text: string];
}

const field = (response: Response, name: string): string => response.headers.get(name) ?? "";
const number = (response: Response, name: string): number => Number(field(response, name));

/** When the shop sent a page that is kept. */
export const sentAt = (page: Response): number => number(page, AT);

/** Whether a page is of this worker's build. One of another would want files that are not kept. */
const isOfThisBuild = (page: Response): boolean => field(page, "link").includes(`<${SHOP.style}>`);

/** Whether an answer is whole, and not for one shopper. The site map was asked before; this is the answer's own word. */
const mayBeKept = (response: Response): boolean =>
  response.status === 200 && response.type === "basic" && !response.redirected &&
  !/private|no-store/.test(field(response, "cache-control"));

/** Whether it is a page of this build, and says itself that it is for everybody. */
const isGoodPage = (page: Response): boolean =>
  mayBeKept(page) && /\bpublic\b/.test(field(page, "cache-control")) && isOfThisBuild(page);

let turn: Promise<unknown> = Promise.resolve();

/** Does one thing after the other, so that what is counted does not change meanwhile. Nothing fails for want of room. */
const inTurn = (act: () => Promise<void>): Promise<void> => {
  const done = turn.then(act).catch(async (error: unknown) => {
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    if (isFull) await caches.delete(PICTURES_CACHE);
  }).catch(() => undefined);
  turn = done;
  return done;
};

/** An answer's fields without those that tell of its bytes on the way. */
export const fieldsOf = (response: Response): Headers => {
  const headers = new Headers(response.headers);
  for (const gone of ["content-encoding", "content-length", "etag"]) headers.delete(gone);
  return headers;
};

const put = async (cache: Cache, name: string, body: Blob, response: Response, title = ""): Promise<void> => {
  const headers = fieldsOf(response);
  headers.set(NAME, name);
  headers.set(AT, String(Date.now()));
  headers.set(BYTES, String(body.size));
  headers.set(TITLE, encodeURIComponent(title));
  await cache.put(name, new Response(body, { headers }));
};

/** Drops what is too old, and the oldest of what is too much. Returns how much is left. */
const evict = async (cache: Cache, bound: Bound): Promise<number> => {
  // They come in the order in which they were kept: of two of the same millisecond the later one is the newer.
  const all = (await cache.matchAll()).filter((kept) => kept.headers.has(AT)).reverse();
  all.sort((one, other) => number(other, AT) - number(one, AT));
  let [count, bytes] = [0, 0];
  for (const kept of all) {
    bytes += number(kept, BYTES);
    const isGood = count < bound.count && bytes <= bound.bytes && isRecent(kept, bound);
    if (isGood) count += 1;
    else await cache.delete(field(kept, NAME));
  }
  return count;
};

const isRecent = (kept: Response, bound: Bound): boolean => Date.now() - number(kept, AT) < bound.age;

const buildCaches = async (): Promise<string[]> => (await caches.keys()).filter((name) => name.startsWith(BUILD));

/** Keeps a page the shop sent, or drops the one that is kept if the shop has no such page any more. */
export const keepPage = async (name: string, page: Response): Promise<void> => {
  if (page.status === 404 || page.status === 410) {
    await inTurn(async () => {
      for (const build of await buildCaches()) await (await caches.open(build)).delete(name);
    });
  } else if (isGoodPage(page)) {
    const html = await page.text();
    const [, attributes, title] = /<title([^>]*)>([^<]*)</.exec(html) ?? [];
    await inTurn(async () => {
      const cache = await caches.open(OWN);
      await put(cache, name, new Blob([html]), page, `${attributes ?? ""}>${title ?? name}`);
      await evict(cache, PAGES);
    });
  }
};

let picturesKept = 0;

/** Keeps a picture the shop sent. */
export const keepPicture = async (address: string, picture: Response): Promise<void> => {
  if (!mayBeKept(picture)) return;
  const body = await picture.blob();
  await inTurn(async () => {
    const cache = await caches.open(PICTURES_CACHE);
    await put(cache, address, body, picture);
    if (picturesKept % PICTURES_BETWEEN === 0) await evict(cache, PICTURES);
    picturesKept += 1;
  });
};

/** A file of a build or a picture, if it is kept. */
export const findFile = (address: string): Promise<Response | undefined> =>
  caches.match(address, { ignoreVary: true }).catch(() => undefined);

/** A picture in another size or format than asked for, if one is kept: better than none. */
export const findOtherSize = async (address: string): Promise<Response | undefined> => {
  const picture = (name: string): string => name.replace(/-\d+\.\w+$/, "");
  const all = await caches.open(PICTURES_CACHE).then((cache) => cache.matchAll()).catch(() => []);
  return all.find((kept) => picture(field(kept, NAME)) === picture(address));
};

const allPages = async (): Promise<Response[]> => {
  const pages: Response[] = [];
  for (const build of await buildCaches()) pages.push(...await (await caches.open(build)).matchAll());
  const good = pages.filter((page) => page.headers.has(AT) && isRecent(page, PAGES));
  return good.sort((one, other) => sentAt(other) - sentAt(one));
};

/** The newest copy of a page, if one is kept. */
export const findPage = async (name: string): Promise<Response | undefined> => {
  const pages = await allPages().catch(() => []);
  return pages.find((page) => field(page, NAME) === name);
};

/** The newest copy of the page at a path, whatever it read of its query. */
export const findPageAt = async (path: string): Promise<Response | undefined> => {
  const pages = await allPages().catch(() => []);
  return pages.find((page) => field(page, NAME).split("?")[0] === path);
};

/** The pages that are kept, the last seen first. */
export const listPages = async (): Promise<KeptPage[]> => {
  const pages = new Map<string, KeptPage>();
  for (const page of await allPages().catch(() => [])) {
    const [name, title] = [field(page, NAME), decodeURIComponent(field(page, TITLE))];
    const end = title.indexOf(">");
    if (!pages.has(name)) pages.set(name, { name, title: [title.slice(0, end), title.slice(end + 1)] });
  }
  return [...pages.values()];
};

/** The page that stands in for others, in the market whose paths begin so. */
export const findStandIn = (market: string): Promise<Response | undefined> => findFile(market + SHOP.offline);

/** Fetches what this build needs without the network. */
export const fetchBuild = async (): Promise<void> => {
  const cache = await caches.open(OWN);
  await cache.addAll([...SHOP.files]);
  for (const market of SHOP.markets) {
    const page = await fetch(market + SHOP.offline, { credentials: "omit" });
    if (!isGoodPage(page)) throw new Error(`${page.url} is of another build`);
    await cache.put(market + SHOP.offline, page);
  }
};

/**
 * Forgets the builds before the last: what is kept of the last one can be read until it is too old, with its own
 * files. Caches come in the order in which they were made.
 */
export const forgetBuilds = async (): Promise<void> => {
  const others = (await buildCaches()).filter((name) => name !== OWN);
  const last = others.pop();
  for (const name of others) await caches.delete(name);
  if (last && await evict(await caches.open(last), PAGES) === 0) await caches.delete(last);
};

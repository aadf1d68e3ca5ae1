// Which address is which page. What the site map does not name as kept is not kept.

const segments = (path: string): string[] => path.split("/").filter((segment) => segment !== "");

const matches = (pattern: string, path: string): boolean => {
  const [expected, given] = [segments(pattern), segments(path)];
  const fits = (segment: string, at: number): boolean => segment.startsWith(":") || segment === given[at];
  return expected.length === given.length && expected.every(fits);
};

/** What the paths of the market at `path` begin with, and the rest of the path. */
export const placed = (path: string): { market: string; rest: string } => {
  const isOf = (market: string): boolean => market !== "" && `${path}/`.startsWith(`${market}/`);
  const market = SHOP.markets.find(isOf) ?? "";
  return { market, rest: path.slice(market.length) };
};

/**
 * The name a page is kept under: its path and what it reads of the query. None if it may not be kept, or if the address
 * is not spelt plainly: the shop leads whoever asks by another spelling to the plain one.
 */
export const keptAs = (url: URL): string | undefined => {
  const path = url.pathname;
  const isPlain = !path.includes("%") && `/${segments(path).join("/")}` === path;
  if (!isPlain || SHOP.personal.some((name) => url.searchParams.has(name))) return undefined;
  const page = SHOP.kept.find((kept) => matches(kept.path, placed(path).rest));
  if (!page) return undefined;
  const query = new URLSearchParams();
  for (const name of page.parameters) {
    const values = url.searchParams.getAll(name).filter((value) => value !== "");
    // Of several a page reads the last, or each of them once.
    const read = SHOP.repeated.includes(name) ? [...new Set(values)].sort() : values.slice(-1);
    for (const value of read) query.append(name, value);
  }
  return query.toString() === "" ? path : `${path}?${query}`;
};

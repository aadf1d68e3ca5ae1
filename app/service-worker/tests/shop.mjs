// A shop's cart as the origin keeps it: the same key does a thing once, and of each change there is a version.

const ID = "0190b0a0-0000-7000-8000-000000000000";
const PRICE = { minor: 1900, currency: "EUR" };
const MAX_UNITS = 99;

export class Shop {
  lines = new Map();
  version = 0;
  isThere = false;
  /** What nobody gets any more. */
  soldOut = new Set();
  #answers = new Map();

  /** The keys of what was asked for. Each was done once, however often it was asked for. */
  get keys() { return new Set(this.#answers.keys()); }

  get cart() {
    const lines = [...this.lines].map(([sku, quantity]) => ({
      sku, slug: sku.toLowerCase(), title: sku, choice: "", quantity, unit_price: PRICE,
      total: { ...PRICE, minor: PRICE.minor * quantity }, availability: { state: "in_stock" }, picture: null,
    }));
    const minor = lines.reduce((sum, line) => sum + line.total.minor, 0);
    return { id: ID, version: this.version, lines, subtotal: { ...PRICE, minor }, discounts: [], total: null, codes: [] };
  }

  /** Answers a call; the same one again as the first time. */
  answer(url, { method = "GET", body = "" }) {
    if (method === "GET") return this.isThere ? [200, this.cart] : [200, null];
    const key = new URLSearchParams(body).get("key");
    if (!this.#answers.has(key)) this.#answers.set(key, this.#change(url.pathname, new URLSearchParams(body)));
    return this.#answers.get(key);
  }

  #change(path, fields) {
    const step = { more: 1, fewer: -1 }[fields.get("change")] ?? 0;
    const [sku, units] = [fields.get("sku"), Number(fields.get("quantity") || 1) + step];
    const has = this.lines.get(sku);
    if (path === "/api/cart/add_line") {
      if (this.soldOut.has(sku)) return [409, { code: "out_of_stock" }];
      this.isThere = true;
      this.lines.set(sku, Math.min(MAX_UNITS, (has ?? 0) + units));
    } else {
      if (has === undefined) return [404, { code: "line_not_found" }];
      if (path === "/api/cart/remove_line") this.lines.delete(sku);
      else this.lines.set(sku, units);
    }
    this.version += 1;
    return [200, this.cart];
  }
}

/** What a shop answers, as a browser gets it. */
export const answered = ([status, value]) =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });

let keys = 0;
/** What an island sends. */
export const change = (kind, sku, quantity) => {
  keys += 1;
  const fields = { sku, market: "eu", key: `key-${keys}`, ...(quantity === undefined ? {} : { quantity }) };
  const body = String(new URLSearchParams(fields));
  return [`/api/cart/${kind}_line`, { mode: "cors", method: "POST", body, referrer: `https://shop.test/products/${sku.toLowerCase()}?x` }];
};

/** The same as a form sends it, of a page whose islands are not awake: without a key. */
export const form = (kind, page, fields) => {
  const body = String(new URLSearchParams({ ...fields, market: "eu" }));
  return [`/api/cart/${kind}_line`, { mode: "navigate", method: "POST", body, referrer: `https://shop.test${page}` }];
};

/** A product's page, as far as the cart reads it. */
export const product = (sku) => `<script type="application/ld+json">${JSON.stringify({
  "@graph": [{ name: `The ${sku}`, offers: [{ sku: "OTHER", price: "1.00", priceCurrency: "EUR" }, { sku, price: "19.00", priceCurrency: "EUR" }] }],
})}</script><img src="/icons/mark.svg" width="1" height="1"><img src="/media/${sku.toLowerCase()}/front-800.webp" alt="A &quot;mug&quot;" lang="en" width="1200" height="900">`;

/** How many units of what a cart has, in any order of lines. */
export const units = (cart) => Object.fromEntries((cart?.lines ?? []).map(({ sku, quantity }) => [sku, quantity]).sort());

// The cart as this browser knows it, and what of it waits for the network. Rules alone: storing and sending are elsewhere.

/** An amount, in the smallest unit of its currency. */
interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** A line of a cart (`CartLine` in `api/src/cart/mod.rs`), as far as it is read here; the rest is handed on. */
export interface Line {
  readonly sku: string;
  readonly slug: string;
  quantity: number;
  readonly unit_price: Money | null;
  total: Money | null;
  readonly availability: { readonly state: string };
  left?: number;
  readonly [more: string]: unknown;
}

/** A cart (`CartView`). */
export interface Cart {
  readonly id: string;
  readonly version: number;
  readonly lines: Line[];
  readonly subtotal: Money;
  readonly [more: string]: unknown;
}

/** A change that waits, or of which nobody knows whether it arrived: for a day its key makes sending it again harmless. */
export interface Change {
  readonly key: string;
  readonly path: string;
  /** The fields as they are sent, the key among them. */
  readonly body: string;
  readonly market: string;
  readonly sku: string;
  /** How many are added, or how many there shall be. */
  readonly units: number;
  /** What is added, as its page told of it. */
  readonly product?: Line | undefined;
}

/** A change that the shop refused when it was sent at last. */
export interface Rejection {
  readonly code: string;
  /** The product's address; empty if it was never known. */
  readonly slug: string;
}

/** What is stored: for each market the newest cart that the shop told of, and when. */
export interface State {
  carts: { [market: string]: { readonly at: number; readonly cart: Cart } };
  changes: Change[];
  refused: Rejection[];
}

export const ADD = "/api/cart/add_line";
export const UPDATE = "/api/cart/update_line";
export const REMOVE = "/api/cart/remove_line";
export const VIEW = "/api/cart/view";

/** A cart is kept as long as the shop keeps it. */
const AGE = 30 * 24 * 60 * 60 * 1000;
const MAX_CHANGES = 100;
const MAX_REFUSED = 10;
/** The most units that a line holds: `Quantity::MAX`. */
const MAX_UNITS = 99;
/** The id of a cart that there is not yet. */
const NO_CART = "00000000-0000-0000-0000-000000000000";

export const blank = (): State => ({ carts: {}, changes: [], refused: [] });

export const unitsOf = (cart: Cart | undefined): number =>
  (cart?.lines ?? []).reduce((sum, line) => sum + line.quantity, 0);

/** Takes what the shop says of the cart, unless it has said something newer before. */
export const hear = (state: State, market: string, cart: Cart | null): void => {
  if (!cart) {
    state.carts = {};
    return;
  }
  for (const [other, { cart: kept }] of Object.entries(state.carts)) {
    if (kept.id !== cart.id || kept.version < cart.version) delete state.carts[other];
  }
  const known = state.carts[market];
  if (!known || known.cart.version <= cart.version) state.carts[market] = { at: Date.now(), cart };
};

/** Forgets the carts that the shop told of before this time. */
export const forget = (state: State, before: number): void => {
  for (const [market, { at }] of Object.entries(state.carts)) if (at < before) delete state.carts[market];
};

/**
 * Has a change wait. Of several that say how many a line shall have, only the last matters. False if there is no room, or
 * if so little is known that it could not be shown: then it is as if nothing had been done.
 */
export const wait = (state: State, change: Change): boolean => {
  const cart = draft({ ...state, changes: [...state.changes, change] }, change.market);
  if (!cart || (change.path === ADD && !cart.lines.some(({ sku }) => sku === change.sku))) return false;
  if (change.path !== ADD) state.changes = state.changes.filter(({ sku, path }) => sku !== change.sku || path !== UPDATE);
  if (state.changes.length >= MAX_CHANGES) return false;
  state.changes.push(change);
  return true;
};

/** A change that waited was answered: with the cart, or the code of a rejection, which is to be told. */
export const settle = (state: State, change: Change, cart: Cart | undefined, code: string): void => {
  state.changes = state.changes.filter(({ key }) => key !== change.key);
  if (cart) {
    hear(state, change.market, cart);
  } else {
    const lines = Object.values(state.carts).flatMap((kept) => kept.cart.lines);
    const slug = [change.product, ...lines].find((line) => line?.sku === change.sku)?.slug ?? "";
    state.refused = [...state.refused, { code, slug }].slice(-MAX_REFUSED);
  }
};

/** The cart as it will be: as the shop knows it, with what waits on top. None if nothing is known of it. */
export const draft = (state: State, market: string): Cart | undefined => {
  const kept = state.carts[market];
  const base = kept && Date.now() - kept.at < AGE ? kept.cart : undefined;
  if (state.changes.length === 0) return base;
  const subtotal = base?.subtotal ?? state.changes.find(({ product }) => product?.unit_price)?.product?.unit_price;
  if (!subtotal) return undefined;
  let lines = (base?.lines ?? []).map((line) => ({ ...line }));
  for (const { path, sku, units, product } of state.changes) {
    const line = lines.find((known) => known.sku === sku);
    if (path !== ADD && units === 0) lines = lines.filter((known) => known !== line);
    else if (line) line.quantity = Math.min(MAX_UNITS, path === ADD ? line.quantity + units : units);
    else if (path === ADD && product) lines.push({ ...product, quantity: Math.min(MAX_UNITS, units) });
  }
  let minor = 0;
  for (const line of lines) {
    const unit = line.unit_price;
    line.total = unit && { ...unit, minor: unit.minor * line.quantity };
    if (line.left !== undefined && line.left >= line.quantity) delete line.left;
    if (line.availability.state !== "out" && unit?.currency === subtotal.currency) minor += unit.minor * line.quantity;
  }
  // What is taken off, and what is missing for free delivery, the shop works out when it is sent.
  return {
    id: NO_CART, version: 0, codes: [], gift_cards: [], ...base,
    lines, subtotal: { ...subtotal, minor }, discounts: [], total: null, missing_for_free_delivery: null,
  };
};

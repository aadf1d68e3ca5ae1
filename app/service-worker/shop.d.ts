/** A page that may be kept, as the site map has it (`api/src/site/offline.rs`). */
interface Page {
  /** Its path without market: `/products/:slug`. */
  readonly path: string;
  /** The query parameters it reads, in order. */
  readonly parameters: readonly string[];
}

/** What the build writes into the worker (`xtask/src/build/service_worker.rs`). */
declare const SHOP: {
  /** The build, by which its cache is named. */
  readonly build: string;
  /** The build's stylesheet, which every page of the build names in its `Link` field. */
  readonly style: string;
  /** What the pages of the build load: stylesheet, islands, fonts. Each name stands for its contents. */
  readonly files: readonly string[];
  /** What the paths of such files begin with, and those of pictures. */
  readonly bundle: string;
  readonly pictures: string;
  /** What the paths of the markets begin with; empty for the one at the root. */
  readonly markets: readonly string[];
  /** The pages that may be kept. */
  readonly kept: readonly Page[];
  /** Query parameters that make any page one shopper's. */
  readonly personal: readonly string[];
  /** Query parameters of which a page reads all that are given. */
  readonly repeated: readonly string[];
  /** The path of the page that stands in for one that is not kept. */
  readonly offline: string;
};

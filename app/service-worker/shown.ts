// What is shown in place of what the network would have sent.
import { fieldsOf, findStandIn, listPages, sentAt } from "./kept";
import { placed } from "./pages";
import { draft } from "./queue";
import { stored } from "./stored";

const answer = (html: string, status: number, like: Response): Response =>
  new Response(html, { status, headers: fieldsOf(like) });

/** A kept page with the sign that says how old it is: the page has its words (`app/src/shell/network.rs`). */
export const marked = async (page: Response): Promise<Response> => {
  const html = await page.text();
  const at = sentAt(page);
  // English is written in more than one way; the page says which.
  const locale = /"og:locale" content="(\w+)"/.exec(html)?.[1]?.replace("_", "-");
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(at);
  const sign = /(<p id="network"[^>]* data-kept="([^"]*)"[^>]*)><\/p>/;
  const filled = (_: string, tag: string, words: string): string =>
    `${tag} data-as-of="${at}">${words.replace("{time}", () => time)}</p>`;
  return answer(html.replace(sign, filled), 200, page);
};

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;");

/** A text without what makes letters of the same kind differ. */
const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * The page that says that there is no network, with the pages that are kept of its market: those that have the words in
 * their title that somebody searched for. In place of the cart it has the cart, as this browser knows it. In place of the
 * answer to a form it says that nobody knows whether the form arrived; and where one of the cart's has led to it that could
 * not wait (`submitted` in `cart.ts`). An error, as before there was a worker, if it cannot be had.
 */
export const standIn = async (url: URL, isForm = false): Promise<Response> => {
  const { market, rest } = placed(url.pathname);
  const page = await findStandIn(market);
  if (!page) return Response.error();
  let html = await page.text();
  const show = (id: string): void => { html = html.replace(`id="${id}" hidden`, `id="${id}"`); };
  if (isForm || rest + url.search === "/cart?problem=unavailable") {
    html = html.replace('<section id="offline"', '<section id="offline" hidden');
    show("no-answer");
    if (rest === "/checkout") show("order-unknown");
  }
  if (rest === "/cart") {
    // The market has another name in calls than in addresses; the page says which (`app/src/shell/network.rs`).
    const code = / data-market="(\w+)"/.exec(html)?.[1] ?? "";
    if (draft(await stored(), code)) show("kept-cart");
  }
  const searched = url.searchParams.get("q") ?? "";
  const words = folded(searched).split(/\s+/);
  const all = (await listPages()).filter(({ name }) => placed(new URL(name, url).pathname).market === market);
  const found = all.filter(({ title: [, text] }) => words.every((word) => folded(text).includes(word)));
  const items = found.map(({ name, title: [attributes, text] }) =>
    `<li><a href="${escaped(name)}"${attributes}>${text}</a></li>`);
  if (all.length > 0) show("kept");
  if (all.length > 0 && items.length === 0) show("none-kept");
  html = html.replace("></ul><!--kept-->", () => `>${items.join("")}</ul>`);
  html = html.replace('<input id="kept-q"', () => `<input id="kept-q" value="${escaped(searched)}"`);
  return answer(html, 503, page);
};

// What is shown in place of what the network would have sent.
import { fieldsOf, findStandIn, listPages, sentAt } from "./kept";
import { placed } from "./pages";

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

/**
 * The page that says that there is no network, with the pages that are kept of its market; where somebody searched,
 * with those that have the words in their title. An error, as before there was a worker, if it cannot be had.
 */
export const standIn = async (url: URL): Promise<Response> => {
  const { market } = placed(url.pathname);
  const page = await findStandIn(market);
  if (!page) return Response.error();
  const words = (url.searchParams.get("q") ?? "").toLowerCase().split(/\s+/);
  const found = (await listPages()).filter(({ name, title: [, text] }) =>
    placed(new URL(name, url).pathname).market === market && words.every((word) => text.toLowerCase().includes(word)));
  const items = found.map(({ name, title: [attributes, text] }) =>
    `<li><a href="${escaped(name)}"${attributes}>${text}</a></li>`);
  let html = await page.text();
  if (items.length > 0) {
    html = html.replace('<section id="kept" hidden', '<section id="kept"');
    html = html.replace("></ul><!--kept-->", () => `>${items.join("")}</ul>`);
  }
  return answer(html, 503, page);
};

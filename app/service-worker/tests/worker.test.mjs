// What the worker keeps, for how long, and what it shows. `cargo xtask test` runs this, with the site map of the shop.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Browser, SHOP, file, noNetwork, page } from "./browser.mjs";

const DAY = 24 * 60 * 60 * 1000;
const installed = (options) => new Browser(options).install();

test("a new worker has its build, a page that stands in for others, and the pages that are open", async () => {
  const browser = await installed({ open: ["/products/mug?utm_source=x", "/cart", "/account"] });
  const own = (path) => `build-${SHOP.build}:${path}`;
  const standIns = SHOP.markets.map((market) => market + SHOP.offline);
  assert.deepEqual(browser.kept, [...SHOP.files, ...standIns, "/products/mug"].map(own));
});

test("a page is kept by its path and what it reads, and by no other name", async () => {
  const browser = await installed();
  for (const path of ["/", "/de", "/us/products?x=1&sort=newest&page=2&page=3", "/collections/table?page=", "/search?q=a+b&x", "/products?filter=b~y&max=&filter=a~x&filter=b~y"]) {
    await browser.read(path);
  }
  assert.deepEqual(browser.pages, [
    "/", "/de", "/us/products?page=3&sort=newest", "/collections/table", "/search?q=a+b", "/products?filter=a%7Ex&filter=b%7Ey",
  ]);
  for (const odd of ["//products", "/products/", "/%70roducts", "/Products", "/products/a%2Fb", "/fr/products", "/de/de"]) {
    await browser.read(odd);
  }
  assert.equal(browser.pages.length, 6, "of several spellings only the plain one is kept");
});

test("nothing of one shopper's is kept, whichever side says so", async () => {
  const browser = await installed();
  // The shop would let all of these be kept; the site map does not.
  for (const path of [
    "/cart", "/de/cart", "/checkout", "/account", "/account/delete", "/login", "/register", "/orders/find", "/orders/1",
    "/orders/1/return", "/api/cart/view", "/v1/products", "/v1/orders/1", "/?__err=1", "/products?__path=x", "/no-such-page",
  ]) {
    await browser.read(path);
  }
  // The site map would let all of these be kept; the answers do not.
  const answers = [
    { control: "private, no-store" }, { control: "no-store" }, { control: "" }, { control: "public, private" },
    { status: 500 }, { status: 403 }, { status: 206 }, { build: "another" },
  ];
  for (const [at, like] of answers.entries()) {
    browser.network = () => page("One shopper's", like);
    await browser.read(`/products/${at}`);
  }
  assert.deepEqual(browser.pages, []);
  browser.network = () => file("picture", "private");
  await browser.ask("/media/of-one.avif", { mode: "no-cors" });
  assert.deepEqual(browser.kept.filter((name) => name.includes("/media/")), []);
});

test("what is no reading of a page, a file or a picture is left to the browser", async () => {
  const browser = await installed();
  for (const [path, request] of [
    ["/checkout", { method: "POST" }], ["/products", { method: "POST" }], ["/v1/products", { mode: "cors" }],
    ["/icons/icon-192.png", { mode: "no-cors" }], ["https://elsewhere.test/media/a.avif", { mode: "no-cors" }],
    ["/media/film.mp4", { mode: "no-cors", headers: { range: "bytes=0-" } }],
  ]) {
    assert.equal(await browser.ask(path, request), undefined, path);
  }
  // A page that is not kept is asked for by the browser itself, or not by us.
  browser.hasPreload = false;
  assert.equal(await browser.ask("/account"), undefined);
  assert.equal((await browser.ask("/products")).status, 200);
});

test("without the network a page is shown as it was, and says so", async () => {
  const browser = await installed();
  browser.network = () => page("Mug");
  await browser.read("/products/mug");
  browser.network = noNetwork;
  const answer = await browser.ask("/products/mug?utm_source=x");
  const html = await answer.text();
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-encoding"), null);
  assert.match(html, /<p id="network"[^>]* data-as-of="\d+">As of \d+ \w+ \d{4}, \d\d:\d\d &amp; \$1\.<\/p>/);
  // So it is if the shop fails, and if it is slow; what comes late is kept all the same.
  browser.network = () => page("Error", { status: 502 });
  assert.match(await browser.read("/products/mug"), /data-as-of/);
  browser.network = () => new Promise((resolve) => { setTimeout(() => resolve(page("Late")), 150); });
  assert.match(await browser.read("/products/mug"), /<title>Mug<.*data-as-of/s);
  browser.network = noNetwork;
  assert.match(await browser.read("/products/mug"), /<title>Late</);
});

test("a page that is not kept gives way to one that says so and lists what is", async () => {
  const browser = await installed();
  for (const [path, title] of [["/products/mug", "Mug &amp; <"], ["/products/a?variant=B&x", "Bag"], ["/de/products/mug", "Becher"]]) {
    browser.network = () => page(title);
    await browser.read(path);
  }
  browser.network = noNetwork;
  const answer = await browser.ask("/cart");
  const html = await answer.text();
  assert.equal(answer.status, 503);
  assert.match(html, /<section id="kept" class/);
  assert.ok(html.includes('<li><a href="/products/mug">Mug &amp; </a></li>'), html);
  assert.ok(html.includes('href="/products/a?variant=B"') && !html.includes("Becher"), html);
  assert.match(await browser.read("/de/no-such-page"), /href="\/de\/products\/mug">Becher</);
  // Where somebody searched, what has the words in its title.
  const found = await browser.read("/search?q=bAg");
  assert.ok(found.includes("Bag") && !found.includes("Mug"), found);
  assert.match(await browser.read("/search?q=%20M%C3%BCg"), /value=" Müg".*>Mug &amp; </s, "however its letters are written");
  assert.match(await browser.read("/search?q=zzz%22"), /<section id="kept" class.*value="zzz&quot;".*<p id="none-kept">/s);
  // The shop's own errors are shown as they are.
  browser.network = () => page("Error", { status: 503 });
  assert.match(await browser.read("/products/never-seen"), /<title>Error</);
});

test("what the shop has no longer is not kept", async () => {
  const browser = await installed();
  await browser.read("/products/mug");
  browser.network = () => page("Not found", { status: 404 });
  await browser.read("/products/mug");
  assert.deepEqual(browser.pages, []);
});

test("pages are bounded in number, bytes and age", async () => {
  const browser = await installed();
  for (let at = 0; at < 70; at += 1) await browser.read(`/products/p${at}`);
  assert.equal(browser.pages.length, 60);
  assert.ok(browser.pages.includes("/products/p69") && !browser.pages.includes("/products/p9"));
  browser.network = () => page("Large", { body: "x".repeat(1024 * 1024) });
  for (let at = 0; at < 9; at += 1) await browser.read(`/collections/c${at}`);
  assert.deepEqual(browser.pages, [4, 5, 6, 7, 8].map((at) => `/collections/c${at}`), "the sixth MiB has no room for a sixth");
  await browser.put(`build-${SHOP.build}`, "/old", 15 * DAY);
  browser.network = noNetwork;
  assert.ok(!(await browser.read("/cart")).includes("/old"), "what is too old is not shown");
  browser.network = () => page("New");
  await browser.read("/products/new");
  assert.ok(!browser.pages.includes("/old"));
});

test("pictures and files are kept, and pictures are bounded", async () => {
  const browser = await installed();
  browser.network = (url) => file(`picture ${url.pathname}`);
  for (let at = 0; at < 241; at += 1) await browser.ask(`/media/p${at}.avif`, { mode: "no-cors" });
  const pictures = browser.kept.filter((name) => name.startsWith("pictures:"));
  assert.ok(pictures.length >= 200 && pictures.length <= 220, `${pictures.length}`);
  browser.network = noNetwork;
  assert.equal(await (await browser.ask("/media/p240.avif", { mode: "no-cors" })).text(), "picture /media/p240.avif");
  assert.equal(await (await browser.ask(SHOP.files[1], { mode: "cors" })).text(), `file ${SHOP.files[1]}`);
});

test("of the builds before, the last can be read with its own files until it is too old", async () => {
  const browser = new Browser();
  await browser.put("build-before-last", "/products/a", DAY);
  await browser.put("build-last", "/products/b", DAY);
  await browser.install();
  browser.network = noNetwork;
  assert.match(await browser.read("/products/b"), /old \/products\/b/);
  assert.match(await browser.read("/products/a"), /<section id="kept"/);
  // The same page of this build goes before it.
  browser.network = () => page("New");
  await browser.read("/products/b");
  browser.network = noNetwork;
  assert.match(await browser.read("/products/b"), /<title>New</);
  await browser.put("build-last", "/products/b", 15 * DAY);
  await browser.activate();
  assert.ok(!browser.kept.some((name) => name.startsWith("build-last:")));
});

test("a worker that cannot fetch its build is not installed", async () => {
  const browser = new Browser();
  browser.network = (url) => (url.pathname.startsWith(SHOP.bundle) ? file("file") : page("Of another", { build: "another" }));
  await assert.rejects(browser.install(), /another build/);
  browser.network = noNetwork;
  await assert.rejects(browser.install());
});

test("where storage is full or denied the shop is a website", async () => {
  const full = await installed();
  full.network = (url) => (url.pathname.startsWith("/media/") ? file("picture") : page("Mug"));
  await full.ask("/media/a.avif", { mode: "no-cors" });
  full.isFull = true;
  assert.match(await full.read("/products/mug"), /<title>Mug</);
  assert.ok(!full.kept.some((name) => name.startsWith("pictures:")), "pictures make room");
  assert.equal(await (await full.ask("/media/b.avif", { mode: "no-cors" })).text(), "picture");

  const denied = await installed();
  denied.isDenied = true;
  denied.network = (url) => (url.pathname.includes(".") ? file("a file") : page("Mug"));
  assert.match(await denied.read("/products/mug"), /<title>Mug</);
  assert.equal(await (await denied.ask("/media/a.avif", { mode: "no-cors" })).text(), "a file");
  assert.equal(await (await denied.ask("/pkg/a.js", { mode: "cors" })).text(), "a file");
  denied.network = noNetwork;
  assert.equal((await denied.ask("/products/mug")).type, "error", "as before there was a worker");
});

test("what retires the worker forgets everything and answers nothing", async () => {
  const browser = new Browser({ code: readFileSync(process.env.RETIRED, "utf8") });
  await browser.put("build-a", "/products/a", 0);
  await browser.put("pictures", "/media/a.avif", 0);
  let isDeleted = false;
  browser.database.deleteDatabase = (name) => { isDeleted = name === "cart"; };
  await browser.install();
  assert.deepEqual([browser.kept, isDeleted], [[], true]);
  assert.ok(browser.isRetired && !browser.hears("fetch"));
});

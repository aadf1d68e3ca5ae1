// Forms and pages that the worker sends itself: only those that a page of ours has led to, and what is said if no answer comes.
import assert from "node:assert/strict";
import test from "node:test";

import { Browser, file, noNetwork, page } from "./browser.mjs";

const OURS = "https://shop.test/checkout";
const ELSEWHERE = ["", "https://elsewhere.test/", "https://shop.test.elsewhere.test/"];
const installed = (options) => new Browser(options).install();

test("of a form without an answer it is said that nobody knows whether it arrived, and of an order what becomes of it", async () => {
  const browser = await installed();
  await browser.read("/products/mug");
  const answer = page("Ordered");
  browser.network = () => answer;
  assert.equal(await browser.ask("/checkout", { method: "POST", referrer: OURS }), answer, "an answer is handed on as it is");
  browser.network = noNetwork;
  for (const [path, isOrder] of [["/checkout", true], ["/de/checkout", true], ["/cart", false], ["/products/mug", false]]) {
    const told = await browser.ask(path, { method: "POST", referrer: OURS });
    const html = await told.text();
    assert.equal(told.status, 503);
    assert.match(html, /<section id="offline" hidden/);
    assert.match(html, /<section id="no-answer" class/);
    assert.equal(/<p id="order-unknown">/.test(html), isOrder, path);
  }
  assert.match(await browser.read("/checkout"), /<section id="offline" class.*<section id="no-answer" hidden/s, "a page is no form");
});

test("another site's form is never sent by the worker, nor one that logs in, nor a form of the account", async () => {
  const browser = await installed();
  for (const referrer of ELSEWHERE) {
    assert.equal(await browser.ask("/checkout", { method: "POST", referrer }), undefined, referrer);
  }
  for (const path of ["/login", "/register", "/account", "/account/delete", "/orders/7", "/v1/orders"]) {
    assert.equal(await browser.ask(path, { method: "POST", referrer: OURS }), undefined, path);
  }
});

test("without navigation preload a page that is not kept is sent by the worker if a page of ours led there", async () => {
  const browser = new Browser();
  browser.hasPreload = false;
  await browser.install();
  browser.network = noNetwork;
  for (const referrer of ELSEWHERE) assert.equal(await browser.ask("/cart", { referrer }), undefined, referrer);
  const told = await browser.ask("/cart", { referrer: OURS });
  assert.match(await told.text(), /<section id="offline" class/);
});

test("a picture that cannot be had is shown in the size that is kept", async () => {
  const browser = await installed();
  browser.network = (url) => file(`picture ${url.pathname}`);
  await browser.ask("/media/mug-1-800.avif", { mode: "no-cors" });
  browser.network = noNetwork;
  const shown = await browser.ask("/media/mug-1-400.webp", { mode: "no-cors" });
  assert.equal(await shown.text(), "picture /media/mug-1-800.avif");
  assert.equal((await browser.ask("/media/mug-12-400.webp", { mode: "no-cors" })).type, "error");
});

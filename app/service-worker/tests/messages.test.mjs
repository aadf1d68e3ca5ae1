// Messages: how they are shown, and that a browser that is reached elsewhere from now on is followed.
import assert from "node:assert/strict";
import test from "node:test";

import { Browser, noNetwork } from "./browser.mjs";

const installed = (options) => new Browser(options).install();

test("a message is shown, leads to its page and to no other site, and what is told once is told no more", async () => {
  const browser = await installed({ open: ["/orders/7", "/products"] });
  const message = { title: "Back", body: "You asked", lang: "en", url: "/products/mug?variant=A%2F1", tag: "1", topic: "variant:A/1" };
  await browser.put("push", "/push/variant%3AA%2F1", 0);
  await browser.put("push", "/push/order%3A7", 0);
  await browser.push(message);
  const order = { ...message, title: "On its way", url: "/orders/7", topic: "order:7" };
  await browser.push(order);
  assert.deepEqual(browser.shown.map(({ title, lang, data }) => [title, lang, data]), [
    ["Back", "en", message.url], ["On its way", "en", "/orders/7"],
  ]);
  assert.deepEqual(browser.kept.filter((name) => name.startsWith("push:")), ["push:/push/order%3A7"]);
  for (const shown of browser.shown) assert.ok(await browser.touch(shown));
  assert.deepEqual(browser.opened, [message.url, "focus /orders/7"]);
  for (const elsewhere of ["https://elsewhere.test/", "//elsewhere.test/"]) await browser.touch({ data: elsewhere });
  assert.equal(browser.opened.length, 2);
});

/** What a page has noted that this browser is told of. */
const followed = (browser, topic, note) =>
  browser.note(`/push/${encodeURIComponent(topic)}`, note === undefined ? "" : JSON.stringify(note));

test("a message has the icon that it names, or that of the build", async () => {
  const browser = await installed();
  const message = { title: "Back", body: "You asked", lang: "en", url: "/", tag: "1", topic: "order:7" };
  for (const icon of ["/media/p1/abc-192.icon.png", null, undefined]) await browser.push({ ...message, icon });
  assert.deepEqual(browser.shown.map(({ icon }) => icon), [
    "/media/p1/abc-192.icon.png", "/icons/icon-192.png", "/icons/icon-192.png",
  ]);
});

test("a browser whose address changes is followed, whoever has made the new one", async () => {
  for (const given of [undefined, { toJSON: () => ({ endpoint: "https://push.test/given", keys: { p256dh: "k", auth: "s" } }) }]) {
    const browser = await installed();
    await followed(browser, "order:7", { path: "/de/orders/7", market: "de", endpoint: "https://push.test/old" });
    await followed(browser, "order:8", { path: "/orders/8", market: "eu", endpoint: "https://push.test/old" });
    await followed(browser, "variant:A/1", { path: "/products/mug", market: "eu", endpoint: "https://push.test/old" });
    await followed(browser, "variant:B");
    const asked = [];
    browser.network = (url, { body }) => {
      if (url.pathname === "/v1/push/key") return new Response('{"key":"the-shops"}');
      asked.push([url.pathname, String(body)]);
      // Somebody has to log in to see the one order; the other's page leads back to itself.
      const at = url.pathname === "/orders/8" ? "/login" : url.pathname;
      const answer = new Response("{}");
      Object.defineProperties(answer, { redirected: { value: true }, url: { value: `https://shop.test${at}` } });
      return answer;
    };
    await browser.changeSubscription(given);
    const endpoint = given ? "https://push.test/given" : "https://push.test/new";
    assert.equal(browser.subscribedWith, given ? undefined : "the-shops");
    assert.deepEqual(asked.map(([path]) => path), ["/de/orders/7", "/orders/8", "/v1/push/variants"]);
    assert.equal(new URLSearchParams(asked[0][1]).get("endpoint"), endpoint);
    const variant = JSON.parse(asked[2][1]);
    assert.deepEqual([variant.sku, variant.market, variant.target.endpoint, variant.wanted], ["A/1", "eu", endpoint, true]);
    // Of what the shop has not noted the button says that it must be pressed again.
    const noted = async (topic) => JSON.parse(await browser.noteAt(`/push/${encodeURIComponent(topic)}`)).endpoint;
    assert.deepEqual([await noted("order:7"), await noted("order:8"), await noted("variant:A/1")], [endpoint, "https://push.test/old", endpoint]);
  }
});

test("what the shop does not hear of a new address now is told by the button", async () => {
  const browser = await installed();
  await followed(browser, "order:7", { path: "/orders/7", market: "eu", endpoint: "https://push.test/old" });
  browser.network = (url) => (url.pathname === "/v1/push/key" ? new Response('{"key":"the-shops"}') : noNetwork());
  await browser.changeSubscription();
  assert.match(await browser.noteAt("/push/order%3A7"), /"https:\/\/push\.test\/old"/);
});

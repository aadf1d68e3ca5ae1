// The cart without the network: what is shown, what waits, what is sent, and what is told of it.
import assert from "node:assert/strict";
import test from "node:test";

import { Browser, noNetwork, page } from "./browser.mjs";
import { Shop, answered, change, form, product, units } from "./shop.mjs";

const VIEW = ["/api/cart/view?market=eu", { mode: "cors" }];

/** A browser in front of a shop's cart. What is asked of it is noted. */
const shopping = async () => {
  const browser = await new Browser({ open: ["/"] }).install();
  const [shop, sent] = [new Shop(), []];
  const network = (url, like) => {
    if (!url.pathname.startsWith("/api/cart/")) return page(`Page ${url.pathname}`, { body: product("MUG") });
    sent.push(`${url.pathname}?${like.body ?? ""}`);
    return answered(shop.answer(url, like));
  };
  browser.network = network;
  await browser.read("/products/mug");
  const ask = async (call) => (await browser.ask(...call)).json();
  return { browser, shop, sent, network, ask };
};

test("with a network a change is sent as it was made, and its answer handed on", async () => {
  const { browser, shop, sent, ask } = await shopping();
  const cart = await ask(change("add", "MUG", 2));
  assert.deepEqual([units(cart), units(shop.cart), browser.badge], [{ MUG: 2 }, { MUG: 2 }, 2]);
  const answer = await browser.ask(...change("remove", "NONE"));
  assert.deepEqual([answer.status, (await answer.json()).code], [404, "line_not_found"]);
  assert.equal(sent.length, 2);
  assert.deepEqual(browser.said.at(-1), { waiting: 0, refused: 0, units: 2 });
  assert.deepEqual(browser.syncs, []);
  assert.ok(!browser.kept.some((name) => name.includes("/api/")), "a cart is in no cache");
});

test("an answer that was overtaken brings no old cart back", async () => {
  const { browser, network, ask } = await shopping();
  await ask(change("add", "MUG", 1));
  let goOn;
  browser.network = (url, like) => {
    const answer = network(url, like);
    return new Promise((resolve) => { goOn = () => resolve(answer); });
  };
  const late = browser.ask(...change("update", "MUG", 2));
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  browser.network = network;
  await ask(change("update", "MUG", 3));
  goOn();
  await late;
  browser.network = noNetwork;
  assert.deepEqual(units(await ask(VIEW)), { MUG: 3 });
});

test("without a network the cart is read and changed, and all of it is sent in order on return", async () => {
  const { browser, shop, sent, network, ask } = await shopping();
  await ask(change("add", "BOWL", 1));
  sent.length = 0;
  browser.network = noNetwork;
  assert.deepEqual(units(await ask(VIEW)), { BOWL: 1 });
  const cart = await ask(change("add", "MUG", 2));
  assert.deepEqual(units(cart), { BOWL: 1, MUG: 2 });
  const mug = cart.lines.find(({ sku }) => sku === "MUG");
  assert.deepEqual([mug.title, mug.slug, mug.total], ["The MUG", "mug", { minor: 3800, currency: "EUR" }]);
  assert.deepEqual(mug.picture, { path: "mug/front", alt: "", width: 1200, height: 900 });
  assert.equal(cart.subtotal.minor, 5700);
  await ask(change("update", "MUG", 5));
  await ask(change("update", "MUG", 4));
  assert.deepEqual(units(await ask(change("remove", "BOWL"))), { MUG: 4 });
  // Of several numbers only the last is sent.
  assert.deepEqual(browser.said.at(-1), { waiting: 3, refused: 0, units: 4 });
  assert.ok(browser.syncs.length > 0 && browser.badge === 4);
  assert.match(await browser.read("/cart"), /<section id="kept-cart" class/);
  assert.match(await browser.read("/checkout"), /<section id="kept-cart" hidden/);
  await assert.rejects(browser.sync(), "the browser tries again later");

  browser.network = network;
  await browser.sync();
  assert.deepEqual(sent.map((call) => call.replace(/[?].*/, "")), ["add", "update", "remove"].map((kind) => `/api/cart/${kind}_line`));
  assert.deepEqual(units(shop.cart), { MUG: 4 });
  assert.deepEqual(browser.said.at(-1), { waiting: 0, refused: 0, units: 4 });
});

test("a change of which nobody knows whether it arrived is sent again under its own key", async () => {
  const { browser, shop, network, ask } = await shopping();
  // It arrives, and the answer is lost, once before it begins and once in its midst.
  for (const lost of [noNetwork, () => new Response(new ReadableStream({ pull(stream) { stream.error(new TypeError("cut")); } }))]) {
    browser.network = (url, like) => {
      network(url, like);
      return lost();
    };
    await browser.ask(...change("add", "MUG", 1));
  }
  browser.network = network;
  await browser.wake(0);
  assert.deepEqual([units(shop.cart), shop.keys.size], [{ MUG: 2 }, 2]);
  assert.deepEqual(units(await ask(VIEW)), { MUG: 2 });
});

test("what is slow, fails, or comes of another's network waits; what the shop refuses does not", async () => {
  const { browser, shop, network, ask } = await shopping();
  await ask(change("add", "MUG", 1));
  const page = () => new Response("<h1>Log in to this network</h1>", { headers: { "content-type": "text/html" } });
  for (const odd of [() => new Promise(() => {}), page]) {
    browser.network = odd;
    assert.deepEqual((await ask(change("update", "MUG", 7))).lines[0].quantity, 7);
  }
  // A shop that is down is told at once, as before there was a worker, but behind what waits everything waits.
  browser.network = () => answered([503, { code: "unavailable" }]);
  await ask(change("update", "MUG", 8));
  await browser.wake(1);
  assert.equal(browser.said.at(-1).waiting, 1);
  browser.network = network;
  await browser.wake(1);
  assert.deepEqual(units(shop.cart), { MUG: 8 });
  browser.network = () => answered([503, { code: "unavailable" }]);
  assert.equal((await browser.ask(...change("update", "MUG", 9))).status, 503);
  assert.equal(browser.said.at(-1).waiting, 0);
});

test("what could not be had is told on the cart's page, once", async () => {
  const { browser, shop, network, ask } = await shopping();
  browser.network = noNetwork;
  await ask(change("add", "MUG", 1));
  shop.soldOut.add("MUG");
  browser.network = network;
  await browser.wake(0);
  assert.deepEqual(browser.said.at(-1), { waiting: 0, refused: 1, units: 0 });
  const led = await browser.ask("/cart");
  assert.deepEqual([led.status, led.headers.get("location")], [303, "https://shop.test/cart?left_out=out_of_stock%3Amug"]);
  assert.match(await browser.read("/cart"), /Page \/cart/);
  assert.equal(browser.said.at(-1).refused, 0);
});

test("pages hear of the cart that the shop has told of, and of none that is older", async () => {
  const { browser, shop, network, ask } = await shopping();
  await ask(change("add", "BOWL", 1));
  browser.network = noNetwork;
  await ask(change("add", "MUG", 1));
  shop.soldOut.add("MUG");
  // Another device has changed it, and of that the kept cart knows nothing.
  shop.answer(new URL("https://shop.test/api/cart/update_line"), { method: "POST", body: "sku=BOWL&quantity=4&key=another-device" });
  browser.network = network;
  browser.heard.length = 0;
  await browser.sync();
  assert.deepEqual(browser.heard, [["eu", "BOWL 4"]], "a refusal brings no cart, so the shop is asked for it");
  // Nothing was sent, so there is nothing to be told.
  browser.heard.length = 0;
  await browser.sync();
  await browser.wake(4);
  assert.deepEqual(browser.heard, []);
  // And nothing is told of a cart that cannot be had.
  browser.network = noNetwork;
  await ask(change("add", "MUG", 1));
  browser.heard.length = 0;
  browser.network = (url, like) => (url.pathname === "/api/cart/view" ? noNetwork() : network(url, like));
  await browser.sync();
  assert.deepEqual(browser.heard, []);
});

test("the cart's page and the checkout are asked for after what waits was sent", async () => {
  const { browser, shop, network, ask } = await shopping();
  for (const path of ["/cart", "/de/checkout"]) {
    browser.network = noNetwork;
    await ask(change("add", "MUG", 1));
    assert.equal((await browser.ask(path)).status, 503, "nothing is sent, so nobody is led in a circle");
    browser.network = network;
    const answer = await browser.ask(path);
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, `https://shop.test${path}`]);
    assert.match(await browser.read(path), /Page /);
  }
  assert.deepEqual(units(shop.cart), { MUG: 2 });
});

test("a cart that changed elsewhere is asked for when a page says another number, and no other", async () => {
  const { browser, shop, sent, ask } = await shopping();
  await ask(change("add", "MUG", 1));
  sent.length = 0;
  await browser.wake(1);
  assert.deepEqual(sent, []);
  shop.answer(new URL("https://shop.test/api/cart/add_line"), { method: "POST", body: "sku=BOWL&quantity=3&key=elsewhere" });
  await browser.wake(4);
  assert.equal(sent.length, 1);
  // An order was made of it.
  [shop.isThere, shop.lines] = [false, new Map()];
  await browser.wake(0);
  assert.deepEqual(browser.badge, 0);
  browser.network = noNetwork;
  assert.equal((await browser.ask(...VIEW)).status, 503, "nothing is left of it");
});

test("a cart that became an order is forgotten when a page says that none is left, even if the shop cannot be asked", async () => {
  const { browser, shop, network, ask } = await shopping();
  await ask(change("add", "MUG", 1));
  [shop.isThere, shop.lines] = [false, new Map()];
  // The worker would ask, and no answer comes.
  browser.network = noNetwork;
  await browser.wake(0);
  assert.deepEqual(units(await ask(change("add", "MUG", 1))), { MUG: 1 }, "the ordered one does not count");
  browser.network = network;
  await browser.wake(0);
  assert.deepEqual([units(shop.cart), units(await ask(VIEW))], [{ MUG: 1 }, { MUG: 1 }]);
  // What a page has read before the shop told of a newer cart does not count.
  browser.network = noNetwork;
  await browser.wake(0, "eu", Date.now() - 60_000);
  assert.deepEqual(units(await ask(VIEW)), { MUG: 1 });
});

test("a form of a page whose islands are not awake does what they would, and leads to the cart", async () => {
  const { browser, shop, sent, network, ask } = await shopping();
  const lead = async (...call) => {
    const answer = await browser.ask(...form(...call));
    assert.equal(answer.status, 303);
    return answer.headers.get("location").replace("https://shop.test", "");
  };
  assert.equal(await lead("add", "/products/mug", { sku: "MUG", quantity: "1" }), "/cart");
  await browser.read("/de/products/mug");
  browser.network = noNetwork;
  assert.equal(await lead("add", "/de/products/mug?x", { sku: "MUG", quantity: "1" }), "/de/cart");
  assert.equal(await lead("update", "/cart", { sku: "MUG", quantity: "2", change: "more" }), "/cart");
  assert.match(await browser.read("/cart"), /<section id="kept-cart" class/);
  assert.deepEqual(units(await ask(VIEW)), { MUG: 3 });
  // What cannot be shown is not taken, and it is said.
  for (const quantity of ["-1", "100", "many"]) {
    assert.equal(await lead("update", "/cart", { sku: "MUG", quantity }), "/cart?problem=unavailable", quantity);
  }
  assert.match(await browser.read("/cart?problem=unavailable"), /<section id="no-answer" class/);
  // Sent twice, each is done once.
  browser.network = (url, like) => {
    network(url, like);
    return noNetwork();
  };
  await assert.rejects(browser.sync());
  browser.network = network;
  await browser.wake(1);
  assert.deepEqual([units(shop.cart), shop.keys.size], [{ MUG: 3 }, 3]);
  assert.ok(sent.every((call) => call.startsWith("/api/cart/view") || call.includes("key=")));
  shop.soldOut.add("MUG");
  assert.equal(await lead("add", "/products/mug", { sku: "MUG", quantity: "1" }), "/cart?problem=out_of_stock");
  // A market that was made since this worker was built, and a page that only looks like one.
  assert.equal(await lead("add", "/en-gb/products/mug", { sku: "MUG", quantity: "1" }), "/en-gb/cart?problem=out_of_stock");
  assert.equal(await lead("add", "/de-ch-eur/products/mug", { sku: "MUG", quantity: "1" }), "/de-ch-eur/cart?problem=out_of_stock");
  assert.equal(await lead("add", "/products/en-gb/", { sku: "MUG", quantity: "1" }), "/cart?problem=out_of_stock");
  assert.equal(await lead("remove", "/cart", { sku: "MUG" }), "/cart");
  assert.deepEqual(units(shop.cart), {});
  // Another site's is not touched.
  sent.length = 0;
  const [path, like] = form("add", "/", { sku: "MUG" });
  assert.equal(await browser.ask(path, { ...like, referrer: "https://other.test/" }), undefined);
  assert.deepEqual(sent, []);
});

test("what nothing is known of is not taken, and it is said", async () => {
  const { browser, sent, network } = await shopping();
  browser.network = noNetwork;
  for (const call of [change("add", "LAMP", 1), change("update", "MUG", 2), change("remove", "MUG"), change("add", "MUG", "many")]) {
    const answer = await browser.ask(...call).catch(() => undefined);
    assert.ok(answer === undefined || answer.type === "error" || answer.status === 503, call[0]);
  }
  browser.network = network;
  await browser.sync();
  assert.deepEqual(sent, []);
});

test("the queue has an end, and what came out of storage is gone with it", async () => {
  const { browser, network, ask } = await shopping();
  await ask(change("add", "MUG", 1));
  browser.network = noNetwork;
  for (let at = 0; at < 100; at += 1) await browser.ask(...change("add", "MUG", 1));
  assert.equal((await browser.ask(...change("add", "MUG", 1))).status, 503, "said, and not forgotten in silence");
  assert.equal((await ask(VIEW)).lines[0].quantity, 99);
  // As logging out does it.
  browser.database.clear();
  assert.equal((await browser.ask(...VIEW)).status, 503);
  assert.match(await browser.read("/cart"), /<section id="kept-cart" hidden/);
  browser.network = network;
  browser.isDenied = true;
  assert.deepEqual(units(await ask(change("update", "MUG", 3))), { MUG: 3 });
  browser.network = noNetwork;
  assert.equal((await browser.ask(...change("add", "MUG", 1))).status, 503, "without storage the shop is a website");
});

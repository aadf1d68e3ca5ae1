// Two devices of one shopper, offline and online in any order, and answers that are lost: in the end both show the cart of
// the shop, and everything that was done was done once.
import assert from "node:assert/strict";
import test from "node:test";

import { Browser, noNetwork, page } from "./browser.mjs";
import { Shop, answered, change, product, units } from "./shop.mjs";

const VIEW = ["/api/cart/view?market=eu", { mode: "cors" }];
const SKUS = ["MUG", "BOWL", "LAMP"];
const RUNS = 25;
const STEPS = 30;

/** The same numbers for everybody: Knuth's linear congruential generator. */
const generator = (seed) => {
  let state = BigInt(seed);
  return (below) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(below));
  };
};

/** A browser that has seen every product. */
const seen = async () => {
  const device = await new Browser().install();
  device.network = ({ pathname }) => page(pathname, { body: product(pathname.split("/").pop().toUpperCase()) });
  for (const sku of SKUS) await device.read(`/products/${sku.toLowerCase()}`);
  return device;
};

test("two devices come to the shop's cart, and each change is done once", async () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const random = generator(seed);
    const shop = new Shop();
    const isOnline = [true, true];
    const devices = [];
    for (const at of [0, 1]) {
      const device = await seen();
      device.network = (url, like) => {
        if (!isOnline[at]) return noNetwork();
        const answer = shop.answer(url, like);
        // Now and then it is done, and nobody hears of it.
        return random(6) === 0 ? noNetwork() : answered(answer);
      };
      devices.push(device);
    }
    const calls = [];
    for (let step = 0; step < STEPS; step += 1) {
      const at = random(2);
      const what = random(8);
      if (what < 2) isOnline[at] = !isOnline[at];
      else if (what === 2) await devices[at].wake(0);
      else {
        const kind = ["add", "update", "remove"][random(3)];
        const call = change(kind, SKUS[random(3)], kind === "remove" ? undefined : 1 + random(9));
        const { status } = await devices[at].ask(...call);
        assert.ok([200, 404, 503].includes(status), `${status}`);
        // Of a line in a cart that this device knows nothing of it says that it cannot.
        if (status !== 503) calls.push(call);
      }
    }
    isOnline.fill(true);
    // However often answers are lost, it comes to an end.
    for (const device of devices) {
      for (let tries = 0; await device.sync().then(() => false, () => true); tries += 1) assert.ok(tries < 200);
      device.network = (url, like) => answered(shop.answer(url, like));
    }
    const shown = [];
    for (const device of devices) shown.push(units(await (await device.ask(...VIEW)).json()));
    assert.deepEqual(shown, [units(shop.cart), units(shop.cart)], `seed ${seed}`);
    for (const [path, { body }] of calls) {
      // Of several numbers that waited for one line only the last is sent.
      const isSent = shop.keys.has(new URLSearchParams(body).get("key"));
      assert.ok(isSent || path.endsWith("/update_line"), `seed ${seed}: ${body}`);
    }
    // Without the network they show the same.
    for (const device of devices) {
      device.network = noNetwork;
      const answer = await device.ask(...VIEW);
      if (shop.isThere) assert.deepEqual(units(await answer.json()), units(shop.cart), `seed ${seed}`);
    }
  }
});

test("one device whose answers are all lost loses nothing and does nothing twice", async () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const random = generator(seed);
    const [shop, expected] = [new Shop(), new Shop()];
    const device = await seen();
    const calls = [];
    // Half of it arrives, and no answer comes back.
    device.network = (url, like) => {
      if (random(2) === 0) shop.answer(url, like);
      return noNetwork();
    };
    for (let step = 0; step < STEPS; step += 1) {
      const kind = ["add", "add", "update", "remove"][random(4)];
      calls.push(change(kind, SKUS[random(3)], kind === "remove" ? undefined : 1 + random(9)));
    }
    for (const call of calls) {
      const { status } = await device.ask(...call);
      if (status === 200) expected.answer(new URL(call[0], "https://shop.test"), call[1]);
    }
    device.network = (url, like) => answered(shop.answer(url, like));
    await device.sync();
    assert.deepEqual(units(shop.cart), units(expected.cart), `seed ${seed}`);
    assert.deepEqual(units(await (await device.ask(...VIEW)).json()), units(expected.cart), `seed ${seed}`);
  }
});

// A proof of work, on the page that asks for one: looks for a number that hashes to enough zeros after the shop's nonce,
// and puts it into the page's form, which is then sent like any other. The same file is the worker that does the work
// beside the page; where there is none the page does it in pieces. SHA-256 is described in FIPS 180-4.
const SLICE = 20000;

const primes = [];
for (let number = 2; primes.length < 64; number++) if (primes.every((prime) => number % prime)) primes.push(number);
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(64);
const block = new Uint8Array(64);
const view = new DataView(block.buffer);

// The first 32 bits of the hash of a text of at most 55 letters of ASCII: one block.
const hashed = (text) => {
  block.fill(0);
  for (let at = 0; at < text.length; at++) block[at] = text.charCodeAt(at);
  block[text.length] = 128;
  view.setUint32(60, text.length * 8);
  for (let at = 0; at < 16; at++) words[at] = view.getInt32(at * 4);
  for (let at = 16; at < 64; at++) {
    const near = words[at - 15], far = words[at - 2];
    const low = ((near >>> 7) | (near << 25)) ^ ((near >>> 18) | (near << 14)) ^ (near >>> 3);
    const high = ((far >>> 17) | (far << 15)) ^ ((far >>> 19) | (far << 13)) ^ (far >>> 10);
    words[at] = (words[at - 16] + low + words[at - 7] + high) | 0;
  }
  // Not by a pattern, which would go through an iterator each time.
  let a = START[0], b = START[1], c = START[2], d = START[3];
  let e = START[4], f = START[5], g = START[6], h = START[7];
  for (let at = 0; at < 64; at++) {
    const turned = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + turned + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
    const wheeled = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (wheeled + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + first) | 0; d = c; c = b; b = a; a = (first + second) | 0;
  }
  return (a + START[0]) | 0;
};

// Tries so many numbers from one on; the one that fits, if there is one.
const search = (nonce, bits, from) => {
  for (let number = from; number < from + SLICE; number++) {
    if (Math.clz32(hashed(`${nonce}:${number}`)) >= bits) return number;
  }
};

const work = (nonce, bits, from, tell) => {
  const found = search(nonce, bits, from);
  tell({ found, tried: from + SLICE });
  return found === undefined;
};

const ask = () => {
  const place = document.getElementById("challenge");
  const form = place.querySelector("form");
  const button = form.querySelector("button");
  const bar = form.querySelector("progress");
  const told = document.getElementById("challenge-told");
  const { nonce, working, done } = place.dataset;
  const bits = Number(place.dataset.bits);

  const tell = ({ found, tried }) => {
    // How likely it is to be done by now.
    bar.value = 100 * (1 - Math.exp(-tried / 2 ** bits));
    if (found === undefined) return;
    bar.value = 100;
    told.textContent = done;
    form.elements.solution.value = found;
    HTMLFormElement.prototype.submit.call(form);
  };
  // In the page itself, with a pause after each piece.
  const here = (from) => work(nonce, bits, from, tell) && setTimeout(() => here(from + SLICE));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    bar.hidden = false;
    told.textContent = working;
    try {
      const worker = new Worker(import.meta.url, { type: "module" });
      worker.onmessage = (event) => tell(event.data);
      worker.onerror = () => { worker.terminate(); here(0); };
      worker.postMessage({ nonce, bits });
    } catch {
      here(0);
    }
  });
  place.hidden = false;
};

if (globalThis.document) {
  ask();
} else {
  onmessage = ({ data: { nonce, bits } }) => {
    for (let from = 0; work(nonce, bits, from, postMessage); from += SLICE);
  };
}

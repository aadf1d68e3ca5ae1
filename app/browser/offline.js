// What a page does for the shop without the network, and for the installed one, when it has nothing else to do: it says how
// much of the cart waits to be sent, keeps what was typed at checkout, finds an order again whose answer was lost, shows the
// cart's number on the app's icon, and offers to install the app once. What is kept where: docs/app.md.
const sign = document.getElementById("network");
const worker = navigator.serviceWorker;
const home = document.querySelector(".wordmark").pathname.replace(/\/$/, "");

// The words are in the page that stands in for others, which the service worker has.
let standIn;
const words = () => {
  standIn ??= fetch(`${home}/offline`)
    .then((page) => page.text())
    .then((html) => new DOMParser().parseFromString(html, "text/html"));
  standIn.catch(() => { standIn = undefined; });
  return standIn;
};

const stored = (name) => {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
};
// Where storage is full or forbidden, nothing is kept.
const store = (name, value) => {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch { return false; }
};

// The offer to install: once, and only to somebody who has put something into the cart or looks at a third page.
const INTEREST = 3;
const ASKED = "install";
const offer = async (units) => {
  const pages = stored(ASKED) ?? 0;
  const prompt = document.installing;
  if (!prompt || pages === "asked" || document.querySelector("form.checkout") || (units === 0 && pages < INTEREST)) return;
  document.installing = undefined;
  const section = document.importNode((await words()).getElementById("install"), true);
  // What cannot be remembered would be asked on every page.
  if (!store(ASKED, "asked")) return;
  document.getElementById("install")?.remove();
  section.hidden = false;
  section.addEventListener("click", ({ target }) => {
    if (target.value === "yes") prompt.prompt();
    if (target.value) section.remove();
  });
  document.getElementById("main").append(section);
};
if (stored(ASKED) !== "asked") store(ASKED, Math.min((stored(ASKED) ?? 0) + 1, INTEREST));

// How many units are in the cart: on the app's icon, and to the service worker, which asks for the cart if it knows another.
const units = () => Number(/(?:^|; )__Host-cart-units=(\d+)/.exec(document.cookie)?.[1] ?? 0);
const badge = (count) => {
  const done = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  done?.catch(() => {});
};
badge(units());

const waits = document.createElement("p");
waits.className = "network";
waits.id = "waits";
waits.setAttribute("role", "status");
sign.after(waits);
const tell = async ({ waiting, refused, units: count }) => {
  const said = waiting + refused > 0 ? (await words()).getElementById("words").dataset : {};
  const texts = [waiting > 0 && said.waiting.replace("{count}", waiting), refused > 0 && said.notAll];
  waits.textContent = texts.filter(Boolean).join(" ");
  offer(count).catch(() => {});
};
worker?.addEventListener("message", ({ data }) => {
  if (typeof data?.waiting === "number") tell(data).catch(() => {});
});
worker?.startMessages();
const wake = () => worker?.controller?.postMessage({ at: Date.now(), market: sign.dataset.market, units: units() });
addEventListener("online", wake);
wake();
offer(units()).catch(() => {});
addEventListener("beforeinstallprompt", () => offer(units()).catch(() => {}));

// The checkout. What was typed is kept for an hour, a form whose answer has not come for a day, in this browser alone.
// Logging out clears both. Of a card there is nothing: its field is the payment provider's own.
const DRAFT = "checkout";
const HOUR = 60 * 60 * 1000;
const TYPED = /^(email|delivery|(billing_)?(name|street|extra|postal_code|city|region|country))$/;
const draft = () => {
  const kept = stored(DRAFT);
  if (!kept || Date.now() - kept.at < (kept.sent ? 24 : 1) * HOUR) return kept;
  store(DRAFT, undefined);
  return null;
};
const keep = (typed, sent) => store(DRAFT, { at: Date.now(), typed, sent });
const isTyped = ([name]) => TYPED.test(name);

let kept = draft();
// The order's page is the answer.
if (/\/orders\/[0-9a-f-]{36}$/.test(location.pathname)) store(DRAFT, undefined);

const unanswered = document.getElementById("unanswered");
if (unanswered && kept?.sent) {
  if (unanswered.dataset.answers !== undefined) {
    keep(kept.typed);
  } else {
    unanswered.hidden = false;
    unanswered.addEventListener("click", ({ target }) => {
      if (target.value === "forget") {
        keep(kept.typed);
        unanswered.hidden = true;
      } else if (target.value === "ask" && navigator.onLine) {
        const again = document.createElement("form");
        again.method = "post";
        again.hidden = true;
        for (const [name, value] of kept.sent) {
          const field = document.createElement("input");
          [field.name, field.value] = [name, value];
          again.append(field);
        }
        document.body.append(again);
        again.submit();
      }
    });
  }
}

const form = document.querySelector("form.checkout");
if (form) {
  // Of what the shop has answered it knows more than we do.
  if (kept && unanswered?.dataset.answers === undefined) {
    // An address that the shop has filled in is whole: nothing of another belongs to it, its country least of all.
    const isWhole = (name) => {
      const part = /^(billing_)?(name|street|extra|postal_code|city|region|country)$/.exec(name);
      return part && form.elements[`${part[1] ?? ""}street`].defaultValue !== "";
    };
    for (const [name, value] of kept.typed) {
      const field = form.elements[name];
      if (!field || !value || isWhole(name)) continue;
      if (field instanceof RadioNodeList || field.tagName === "SELECT" || !field.value) field.value = value;
      const folded = field.closest?.("details");
      if (folded && field.tagName !== "SELECT") folded.open = true;
    }
    // What it costs to go there is asked for where somebody hears it (`costs.js`).
    form.elements.country.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // Not by `FormData` of the form: that would count as sending it.
  const typed = () => [...form.elements]
    .filter(({ name, type, checked }) => TYPED.test(name) && (type !== "radio" || checked))
    .map(({ name, value }) => [name, value]);
  form.addEventListener("input", () => keep(typed(), draft()?.sent));
  // Before the payment provider's own listener.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sign.textContent = sign.dataset.offline;
    sign.scrollIntoView();
  }, { capture: true });
  // That of a form which a script sends, too.
  form.addEventListener("formdata", ({ formData }) => {
    const sent = [...formData];
    keep(sent.filter(isTyped), sent);
  });
}

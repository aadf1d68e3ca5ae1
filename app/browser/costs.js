// What an order costs where the parcel goes, on the checkout page. The shop works it out: once country or postal code are
// others than those of its last answer, it is asked anew, and ways of delivery, totals and what the form says of them are
// those of the new answer. Without one the page stays as it is, and nothing comes of that: an order at another total than
// the one that was shown is refused.
const form = document.querySelector("form.checkout");
const country = form.querySelector("#country");
const code = form.querySelector("#postal_code");
const costs = form.querySelector("#costs");
const EXPECTED = "input[type=hidden][name^=expected_], input[type=hidden][name^=to_charge_]";

const place = (country, code) => JSON.stringify([country, code.trim()]);
// As the shop has filled them in, whatever the browser or a script has put there since.
const filledIn = [...country.options].find((option) => option.defaultSelected)?.value ?? "";
let answered = place(filledIn, code.defaultValue);
let question;
let way = "";

// Nodes that are the same stay, with whoever is about to touch them.
const renew = (id, page) => {
  const [old, made] = [document.getElementById(id), page.getElementById(id)];
  for (const choice of made.querySelectorAll("input[type=radio]")) {
    choice.defaultChecked = document.getElementById(choice.id)?.defaultChecked ?? false;
  }
  if (old.isEqualNode(made)) return;
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  old.replaceChildren(...made.childNodes);
  // A complaint that it had is gone with the rest.
  old.removeAttribute("aria-describedby");
  for (const choice of old.querySelectorAll("input[type=radio]")) choice.checked = choice.value === way;
  if (focused) document.getElementById(focused)?.focus();
};

const show = (page) => {
  // What was chosen may be offered again later.
  way = form.querySelector("input[name=delivery]:checked")?.value ?? way;
  for (const field of form.querySelectorAll(EXPECTED)) field.remove();
  form.prepend(...page.querySelectorAll(EXPECTED));
  renew("delivery", page);
  renew("costs", page);
};

const ask = async () => {
  const now = place(country.value, code.value);
  question?.abort();
  if (now === answered) return;
  const mine = question = new AbortController();
  costs.setAttribute("aria-busy", "true");
  const fields = { action: "costs", country: country.value, postal_code: code.value };
  try {
    // Not by `form.action`: a field may go by that name.
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: new URLSearchParams(fields),
      signal: mine.signal,
    });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // A cart that is empty by now costs nothing.
    if (mine.signal.aborted || !page.getElementById("costs")) return;
    costs.removeAttribute("aria-busy");
    show(page);
    answered = now;
  } catch {
    // Whoever orders now is told what has become of the total.
  } finally {
    if (question === mine) costs.removeAttribute("aria-busy");
  }
};

for (const field of [country, code]) field.addEventListener("change", ask);
ask();

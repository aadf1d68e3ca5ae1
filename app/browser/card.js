// The field for a card, on the checkout page of a shop that is paid through Stripe. It is Stripe's own, in a
// frame of Stripe's: what is typed there never reaches the shop, which gets a token for it when the form is
// sent. What is used here of Stripe.js is described at https://docs.stripe.com/js.
const place = document.getElementById("card");
const fault = document.getElementById("card-fault");
const form = place.closest("form");
const { key, script, locale, token: tokenName, unavailable } = place.dataset;

// Not by `form.elements`: the group around the field goes by the same name.
const field = (name) => form.querySelector(`input[name="${name}"]`);

// What Stripe says against the card, in the shopper's language, or that it cannot be reached.
const tell = (text) => { fault.textContent = text ?? unavailable; };

const begin = () => {
  const stripe = Stripe(key, { locale });
  const base = { color: getComputedStyle(form).color, fontSize: "16px" };
  const card = stripe.elements().create("card", { hidePostalCode: true, style: { base } });
  card.mount("#card");

  let waiting = false;
  form.addEventListener("submit", async (event) => {
    const token = field(tokenName);
    // A card that the provider keeps is named already.
    if (token.value || form.querySelector("input[name=saved_card]:checked")?.value) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    fault.textContent = "";
    try {
      const person = { name: field("name").value, email: field("email").value };
      const answer = await stripe.createPaymentMethod({ type: "card", card, billing_details: person });
      if (answer.paymentMethod) {
        token.value = answer.paymentMethod.id;
        HTMLFormElement.prototype.submit.call(form);
      } else {
        tell(answer.error?.message);
      }
    } catch {
      tell();
    }
    waiting = false;
  });
};

const load = document.createElement("script");
load.onload = () => {
  try {
    begin();
  } catch {
    tell();
  }
};
load.onerror = () => tell();
load.src = script;
document.head.append(load);

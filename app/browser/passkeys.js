// Passkeys, on the page to log in and on that of an account's passkeys: puts the shop's question to the browser, and its
// answer into a form of the page, which is then sent like any other. What is said to and by the browser is described at
// https://www.w3.org/TR/webauthn-3/.
const place = document.getElementById("passkey");
const form = place.querySelector("form");
const fault = document.getElementById("passkey-fault");
const { ceremony, options, question, cancelled, there, broken } = place.dataset;

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// A question that the page does not bring is fetched when there is somebody to put it to; anew where the one before was
// answered, or will soon be too old to be (ten minutes).
let fetched;
let freshUntil = 0;
const fetchQuestion = () => {
  if (Date.now() >= freshUntil) {
    freshUntil = Date.now() + 9 * 60 * 1000;
    fetched = fetch(question, { method: "POST" }).then((reply) => {
      if (reply.ok) return reply.json();
      throw new Error(`${question}: ${reply.status}`);
    });
    fetched.catch(() => { freshUntil = 0; });
  }
  return fetched;
};

// Browsers take bytes where JSON has letters; not all of them can read the JSON themselves.
const publicKey = async () => {
  const asked = JSON.parse(options ?? await fetchQuestion());
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const known of [...(asked.excludeCredentials ?? []), ...(asked.allowCredentials ?? [])]) known.id = bytes(known.id);
  return asked;
};

const answer = ({ id, type, authenticatorAttachment, response }) => {
  const said = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part]);
  }
  return JSON.stringify({
    id, rawId: id, type, authenticatorAttachment: authenticatorAttachment ?? null, clientExtensionResults: {}, response: said,
  });
};

let asking = new AbortController();
// One question at a time: the one in the field ends when the button is pressed.
const ask = async (more) => {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const credential = await navigator.credentials[ceremony]({ publicKey: await publicKey(), signal, ...more });
  form.elements.passkey.value = answer(credential);
  freshUntil = 0;
  HTMLFormElement.prototype.submit.call(form);
};

const tell = (error) => {
  if (error.name === "AbortError") return;
  const known = { NotAllowedError: cancelled, InvalidStateError: there };
  fault.textContent = known[error.name] ?? broken;
};

if (window.PublicKeyCredential) {
  place.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.passkey.value) return;
    event.preventDefault();
    fault.textContent = "";
    ask({}).catch(tell);
  });
  // In the field for the address the browser lists the passkeys that there are, and says nothing where there is none.
  if (ceremony === "get") {
    const isAble = PublicKeyCredential.isConditionalMediationAvailable?.() ?? Promise.resolve(false);
    isAble.then((able) => able && ask({ mediation: "conditional" })).catch(() => {});
  }
} else {
  const none = document.getElementById("passkey-none");
  if (none) none.hidden = false;
}

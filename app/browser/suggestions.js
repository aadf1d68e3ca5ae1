// What may be meant while somebody types into the search field: a combobox with a list, by the pattern of the ARIA
// authoring practices (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Pages load it when somebody comes to the
// field; without it, or without an answer, the field is that of a form.
const WAIT = 120; // milliseconds without a key, after which the shop is asked
const LEAST = 2; // letters from which on it suggests
const KEPT = 50; // answers that are remembered while the page is open

const { market, path, list, queries, brands, collections, products, from, found } =
  document.querySelector("form.bar-search").dataset;
const answers = new Map();

const asked = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();

const answer = async (q, signal) => {
  if (answers.has(q)) return answers.get(q);
  const reply = await fetch(`/v1/search/suggestions?market=${market}&q=${encodeURIComponent(q)}`, {
    credentials: "omit",
    signal,
  });
  if (!reply.ok) throw new Error(reply.status);
  const said = await reply.json();
  if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
  answers.set(q, said);
  return said;
};

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

// A text of the merchant's: a string, or one with its language.
const written = (text, kind) =>
  typeof text === "string"
    ? element("span", { class: kind }, text)
    : element("span", { class: kind, lang: text.lang }, text.value);

const money = ({ minor, currency }) => {
  const form = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency });
  return form.format(minor / 10 ** form.resolvedOptions().maximumFractionDigits);
};

// Of the first two words, as a card shows a product without a picture (`app/src/ui/placeholder.rs`).
const initials = (title) => {
  const words = (title.value ?? title).split(/\s+/).filter((word) => /^[\p{Alphabetic}\p{N}]/u.test(word));
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
};

const picture = (shown, title) => {
  const place = element("span", { class: "suggestion-picture" });
  if (shown) {
    const file = (kind) => `/media/${shown.path}-400.${kind}`;
    const image = element("img", { src: file("webp"), width: "48", height: "48" });
    image.alt = "";
    place.append(element("picture", {}, element("source", { type: "image/avif", srcset: file("avif") }), image));
  } else {
    place.setAttribute("aria-hidden", "true");
    place.append(initials(title));
  }
  return place;
};

const product = ({ slug, title, brand, price, from: varies, picture: shown }) => {
  const text = element("span", { class: "suggestion-text" }, written(title, "suggestion-title"));
  if (brand) text.append(element("span", { class: "suggestion-brand" }, brand));
  const option = [picture(shown, title), text];
  const amount = price && money(price.amount);
  if (amount) option.push(element("span", { class: "suggestion-price" }, varies ? `${from} ${amount}` : amount));
  return [`${path}/products/${encodeURIComponent(slug)}`, ...option];
};

// As the form writes it, so that caches keep one page.
const search = (q) => [`${path}/search?${new URLSearchParams({ q })}`, element("span", {}, q)];

const collection = ({ slug, title }) => [`${path}/collections/${encodeURIComponent(slug)}`, written(title)];

// Makes a combobox of a field.
const combine = (field) => {
  const id = `${field.id}-suggestions`;
  const box = element("div", { class: "suggestions", id, role: "listbox", "aria-label": list });
  const status = element("p", { class: "sr-only", role: "status" });
  box.hidden = true;
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false",
  })) field.setAttribute(name, value);
  field.form.append(box, status);

  let options = [];
  let active = -1;
  let timer;
  let request;

  const choose = (place) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = options[active];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    choose(-1);
    box.hidden = true;
    field.setAttribute("aria-expanded", "false");
    status.textContent = "";
  };

  const show = (q, said) => {
    box.dataset.of = q;
    choose(-1);
    options = [];
    const group = (name, label, entries) => {
      if (!entries.length) return [];
      const head = element("span", { class: "suggestions-head", id: `${id}-${name}`, role: "presentation" }, label);
      const made = entries.map(([href, ...shown]) => {
        const option = element("div", { class: "suggestion", id: `${id}-${options.length}`, role: "option", "aria-selected": "false" }, ...shown);
        option.dataset.href = href;
        options.push(option);
        return option;
      });
      return [element("div", { class: "suggestions-group", role: "group", "aria-labelledby": head.id }, head, ...made)];
    };
    box.replaceChildren(
      ...group("queries", queries, said.queries.map(search)),
      ...group("brands", brands, said.brands.map(search)),
      ...group("collections", collections, said.collections.map(collection)),
      ...group("products", products, said.products.map(product)),
    );
    const is = options.length > 0;
    box.hidden = !is;
    field.setAttribute("aria-expanded", String(is));
    status.textContent = found.replace("{count}", options.length);
  };

  const suggest = async () => {
    clearTimeout(timer);
    request?.abort();
    const q = asked(field.value);
    if (q.length < LEAST) return close();
    request = new AbortController();
    const { signal } = request;
    try {
      const said = await answer(q, signal);
      if (!signal.aborted && document.activeElement === field) show(q, said);
    } catch {
      if (!signal.aborted) close();
    }
  };

  const go = (option) => {
    const { href } = option.dataset;
    close();
    location.assign(href);
  };

  const move = (place, event) => {
    event.preventDefault();
    choose(place);
  };

  field.addEventListener("input", (event) => {
    choose(-1);
    clearTimeout(timer);
    request?.abort();
    if (!event.isComposing) timer = setTimeout(suggest, WAIT);
  });
  field.addEventListener("compositionend", () => { timer = setTimeout(suggest, WAIT); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isOpen = !box.hidden;
    const last = options.length - 1;
    // Beyond either end of the list is the field itself.
    if (event.key === "ArrowDown" && !isOpen) {
      event.preventDefault();
      suggest();
    } else if (!isOpen) {
      return;
    } else if (event.key === "Escape" || (event.altKey && event.key === "ArrowUp")) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown") move(active === last ? -1 : active + 1, event);
    else if (event.key === "ArrowUp") move(active === -1 ? last : active - 1, event);
    else if (event.key === "Home" && active >= 0) move(0, event);
    else if (event.key === "End" && active >= 0) move(last, event);
    else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      go(options[active]);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") choose(-1);
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  addEventListener("pagehide", close);
  // The field keeps the focus while the list is touched.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  // Somebody may have typed before the script was there.
  if (document.activeElement === field && field.value !== field.defaultValue) suggest();
};

for (const field of document.querySelectorAll("input[type=search][name=q]")) combine(field);

// Pictures of a form dragged into it or chosen, several at once, each with how far it has come; a product's pictures put
// in order by dragging one onto the place of another, and what is seen of each in any case set by a click on it. Without it the form and the buttons do the same.
const form = document.querySelector("form[enctype]");
const field = form.elements.files;
const words = form.dataset;

const made = (name, text) => Object.assign(document.createElement(name), { textContent: text });
const rows = document.createElement("ul");
rows.className = "rows";
rows.setAttribute("aria-live", "polite");
form.append(made("p", words.drop), rows);

// The page that answers says why a picture was not taken; one that was taken leads on to the page it belongs to.
const outcome = (request) => {
  const page = request.response;
  if (request.status < 400 && new URL(request.responseURL).searchParams.has("given")) return "";
  const said = page?.querySelector(".alert li .why") ?? page?.querySelector(".alert-title, h1");
  return said?.textContent ?? words.broken;
};

const send = (file) => new Promise((done) => {
  const row = made("li", `${file.name} `);
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", file.name);
  row.append(bar);
  rows.append(row);
  const over = (refusal) => {
    bar.replaceWith(made("span", refusal || words.sent));
    row.classList.toggle("refused", Boolean(refusal));
    done(!refusal);
  };
  const data = new FormData();
  // First: the files behind it are read only for whoever this is good for.
  data.append("token", form.elements.token.value);
  data.append(field.name, file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "document";
  request.upload.onprogress = ({ loaded, total }) => { bar.value = total ? loaded / total : 0; };
  request.onload = () => over(outcome(request));
  request.onerror = () => over(words.broken);
  request.send(data);
});

let busy = false;
const sendAll = async (files) => {
  if (busy || files.length === 0) return;
  busy = true;
  rows.replaceChildren();
  let taken = 0;
  let refused = 0;
  // One after the other: a product has them in the order in which they come.
  for (const file of [...files]) {
    if (await send(file)) taken += 1;
    else refused += 1;
  }
  busy = false;
  field.value = "";
  const page = new URL(`${form.action.replace(/\/pictures\/new$/, "")}?given=${taken}#pictures`);
  if (refused === 0) {
    // A second time the address is the same, and would only be scrolled.
    if (page.pathname + page.search === location.pathname + location.search) location.reload();
    else location.assign(page);
    return;
  }
  // What was refused stays to be read.
  const row = document.createElement("li");
  if (taken === 0) page.search = "";
  row.append(Object.assign(made("a", words.look), { href: page }));
  rows.append(row);
};

form.addEventListener("submit", (event) => {
  if (field.files.length === 0) return;
  event.preventDefault();
  sendAll(field.files);
});

// A file that is dropped beside the form would be opened in place of the page.
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
addEventListener("drop", (event) => { if (hasFiles(event)) event.preventDefault(); });
form.addEventListener("dragover", (event) => form.classList.toggle("over", Boolean(hasFiles(event))));
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  form.classList.remove("over");
  if (hasFiles(event)) sendAll(event.dataTransfer.files);
});

// The focal point: where the picture is clicked, in per cent of the picture, which has its own shape within its place.
const aim = (image, fields, event) => {
  const box = image.getBoundingClientRect();
  const scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
  const sides = [
    [event.clientX - box.left, box.width, image.naturalWidth * scale],
    [event.clientY - box.top, box.height, image.naturalHeight * scale],
  ];
  for (const [number, [at, place, side]] of sides.entries()) {
    const part = (at - (place - side) / 2) / side;
    fields[number].value = String(Math.round(100 * Math.min(1, Math.max(0, part))));
  }
};

// The order: a picture is taken by itself, and the form is sent as a button would.
let dragged;
const pictures = [...document.querySelectorAll("ol.pictures > li")];
for (const [place, picture] of pictures.entries()) {
  const out = picture.querySelector("button[value^='out ']");
  const image = picture.querySelector("img");
  if (!out || !image) continue;
  const focus = picture.querySelectorAll("input[name^='focus.']");
  if (focus.length === 2) image.addEventListener("click", (event) => { if (image.naturalWidth) aim(image, focus, event); });
  image.draggable = true;
  image.addEventListener("dragstart", (event) => {
    dragged = out.value.slice("out ".length);
    event.dataTransfer.setData("text/plain", dragged);
    event.dataTransfer.effectAllowed = "move";
  });
  image.addEventListener("dragend", () => { dragged = undefined; });
  picture.addEventListener("dragover", (event) => {
    if (dragged === undefined) return;
    event.preventDefault();
    picture.classList.add("over");
  });
  picture.addEventListener("dragleave", () => picture.classList.remove("over"));
  picture.addEventListener("drop", (event) => {
    picture.classList.remove("over");
    if (dragged === undefined) return;
    event.preventDefault();
    const button = Object.assign(document.createElement("button"), { name: "do", value: `to ${place} ${dragged}`, hidden: true });
    out.form.append(button);
    out.form.requestSubmit(button);
  });
}

// Who else has this open, asked again while somebody is at the page: a page that is left alone keeps nobody signed in, and
// names nobody. Without it the line says who had it open when the page came.
const line = document.querySelector("[data-presence]");
let used = Date.now();
for (const event of ["pointermove", "pointerdown", "keydown", "scroll"]) {
  addEventListener(event, () => { used = Date.now(); }, { passive: true });
}
const ask = async () => {
  if (document.hidden || Date.now() - used > 120_000) return;
  const answer = await fetch(line.dataset.presence).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const said = await answer.text();
  if (line.textContent !== said) line.textContent = said;
};
setInterval(ask, 10_000);
document.addEventListener("visibilitychange", ask);

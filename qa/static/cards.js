// Shows the card of a marker while the pointer is on either, or the keyboard's focus on the marker.
// Answers are drawn and redrawn by Gradio, so everything is caught on the document. Fingers open the
// article instead: they have no hover, and a card would lie under them.

const DELAY = 140; // a pointer that only passes by opens nothing
const LINGER = 240; // time to move from the marker onto its card
const EDGE = 12;
const GAP = 8;
let card = null; // the one that is seen
let marker = null; // what it belongs to
let timer = 0;

function cardOf(link) {
  return document.getElementById(link.getAttribute("aria-describedby"));
}

function close() {
  clearTimeout(timer);
  if (card && card.matches(":popover-open")) card.hidePopover();
  card = marker = null;
}

function open(link) {
  const wanted = cardOf(link);
  if (!wanted || !wanted.showPopover) return; // while an answer is coming, or in an old browser
  clearTimeout(timer);
  if (wanted !== card) close();
  marker = link;
  card = wanted;
  if (!card.matches(":popover-open")) card.showPopover();
  place();
}

// Below the marker, above it where there is more room; never beyond an edge of the screen.
function place() {
  if (!card) return;
  const at = marker.getClientRects()[0];
  const seen = marker.closest("[role=log]")?.getBoundingClientRect();
  if (!at || at.bottom < Math.max(0, seen?.top ?? 0) || at.top > Math.min(innerHeight, seen?.bottom ?? innerHeight))
    return close();
  const { width, height } = card.getBoundingClientRect();
  const right = document.documentElement.clientWidth - EDGE - width;
  const down = innerHeight - EDGE - height;
  const below = at.bottom + GAP;
  const above = at.top - GAP - height;
  const top = below <= down || at.top < innerHeight - at.bottom ? below : above;
  card.style.left = `${Math.max(EDGE, Math.min(at.left - EDGE, right))}px`;
  card.style.top = `${Math.max(EDGE, Math.min(top, down))}px`;
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const on = event.target.closest(".qa-marker, .qa-card");
  clearTimeout(timer);
  if (on && on.matches(".qa-marker")) timer = setTimeout(open, on === marker ? 0 : DELAY, on);
  else if (!on && card && !marker.matches(":focus-visible")) timer = setTimeout(close, LINGER);
});
document.documentElement.addEventListener("pointerleave", () => {
  clearTimeout(timer);
  if (card && !marker.matches(":focus-visible")) close();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".qa-marker:focus-visible")) open(event.target);
});
document.addEventListener("focusout", (event) => {
  if (event.target === marker) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !card) return;
  event.preventDefault();
  close();
});
// A press on the marker opens the article; the card would lie over what is looked for.
document.addEventListener("click", (event) => event.target.closest(".qa-marker") && close());
document.addEventListener("scroll", place, { capture: true, passive: true });
addEventListener("resize", place);

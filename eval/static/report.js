// Filters for the questions, and opening the one that the address names. The page is whole without it.

const form = document.querySelector(".filters");
const output = form.querySelector("output");
const groups = [...document.querySelectorAll(".group")].map((element) => ({
  element,
  cards: [...element.querySelectorAll(".card")].map((card) => ({ card, words: plain(card.textContent) })),
}));

function plain(text) {
  return text.toLowerCase().replace(/\s+/g, " ").trim();
}

function filter() {
  const { part, type, words } = form.elements;
  const wanted = plain(words.value);
  const shown = { failed: 0, passed: 0 };
  for (const { element, cards } of groups) {
    const { dataset } = element;
    const here = [dataset.part, ""].includes(part.value) && [dataset.type, ""].includes(type.value);
    let count = 0;
    for (const { card, words } of cards) {
      card.hidden = !here || !words.includes(wanted);
      if (!card.hidden) count += 1;
    }
    element.hidden = count === 0;
    shown[dataset.part] += count;
  }
  for (const name of Object.keys(shown)) {
    document.getElementById(name).hidden = shown[name] === 0;
  }
  const total = shown.failed + shown.passed;
  output.textContent = total === 1 ? "1 question" : `${total} questions`;
}

function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (!named) return;
  const question = named.matches(".card, .group h3, .part");
  if (question && named.closest("[hidden]")) {
    form.reset();
    filter();
  }
  if (named.matches("details")) named.open = true;
  if (question) named.scrollIntoView();
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", openNamed);
filter();
openNamed();

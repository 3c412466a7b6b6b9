// Runs once, when the article panel appears. Gradio hands in `element` (the panel's block) and
// `server` (the Python functions given to it). Answers are drawn and redrawn by Gradio, so clicks
// are caught on the document; the panel's content is ours alone.

let contents = element.innerHTML;
let corpus = ""; // whose contents these are
let shown = null; // which answer's marks in which article the panel holds
let followed = null; // the newest answer that has been shown
let opener = null; // what was pressed last, to go back to
let request = 0;
let questions = 0;

function entryFor(button) {
  if (button.matches(".qa-entry")) return button;
  const answer = button.closest(".qa-answer");
  return answer && answer.querySelector(`.qa-entry[data-number="${button.dataset.number}"]`);
}

function marksOf(answer, source) {
  const entries = answer ? [...answer.querySelectorAll(".qa-entry")] : [];
  return entries
    .filter((entry) => entry.dataset.source === source)
    .map(({ dataset }) => [...[dataset.number, dataset.start, dataset.end].map(Number), dataset.print ?? ""]);
}

async function show(entry, asked) {
  const answer = entry.closest(".qa-answer");
  const source = entry.dataset.source;
  const key = `${answer ? answer.dataset.answer : ""}/${source}`;
  const turn = ++request;
  const fresh = key !== shown;
  if (fresh) {
    let html;
    try {
      html = await server.read_article({ corpus: openCorpus(), source, marks: marksOf(answer, source) });
    } catch {
      html = '<p class="qa-notice">The article cannot be shown: the server does not answer.</p>';
    }
    if (turn !== request) return; // a later click has overtaken this one
    element.innerHTML = html;
    element.classList.toggle("qa-unproved", Boolean(answer && answer.dataset.status === "not_found"));
    shown = key;
    addButtons();
  }
  activate(answer, entry.dataset.number, fresh);
  if (asked) bringIntoView();
}

function activate(answer, number, fresh) {
  for (const old of document.querySelectorAll(".qa-active")) {
    old.classList.remove("qa-active");
    old.removeAttribute("aria-current");
  }
  if (!number) return;
  const pieces = element.querySelectorAll(`mark[data-number="${number}"]`);
  const buttons = answer.querySelectorAll(`[data-number="${number}"]`);
  for (const active of [...pieces, ...buttons]) {
    active.classList.add("qa-active");
    active.setAttribute("aria-current", "true");
  }
  const scroller = element.querySelector(".qa-scroll");
  if (!scroller || !pieces.length) return;
  const above = pieces[0].getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.style.scrollBehavior = fresh ? "auto" : "";
  scroller.scrollTop += above - scroller.clientHeight / 4; // the panel only, not the page
}

function bringIntoView() {
  // On a narrow screen the panel lies below the conversation; beside it, this does nothing.
  const box = element.getBoundingClientRect();
  if (box.top > window.innerHeight * 0.2 || box.bottom < 100) element.scrollIntoView({ block: "start" });
}

function addButtons() {
  const head = element.querySelector(".qa-head");
  if (!head) return;
  for (const [name, label] of [["contents", "All articles"], ["back", "Back to the answer"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `qa-link qa-${name}`;
    button.textContent = label;
    head.append(button);
  }
}

function openCorpus() {
  const header = document.querySelector("#qa-header [data-corpus]");
  return header ? header.dataset.corpus : "";
}

async function showContents() {
  const turn = ++request;
  shown = null;
  const wanted = openCorpus();
  element.innerHTML = corpus === wanted ? contents : "";
  try {
    // Asked for each time: the index may have been made anew.
    contents = await server.read_article({ corpus: wanted, source: null });
    corpus = wanted;
  } catch {
    contents = '<p class="qa-notice">The articles cannot be listed: the server does not answer.</p>';
    corpus = null;
  }
  if (turn !== request) return;
  element.innerHTML = contents;
  element.classList.remove("qa-unproved");
  activate(null, null, true);
}

function edit(question) {
  const box = document.querySelector("#qa-box textarea");
  if (!box) return;
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true })); // how Gradio learns of it
  box.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".qa-marker, .qa-entry, .qa-contents, .qa-back, .qa-edit");
  if (!button) return;
  event.preventDefault(); // a marker is a link, but its target may not be on the page yet
  if (button.matches(".qa-edit")) return edit(button.dataset.question);
  if (button.matches(".qa-contents")) return showContents();
  if (button.matches(".qa-back")) {
    if (opener) opener.scrollIntoView({ block: "center" });
    if (opener) opener.focus({ preventScroll: true });
    return;
  }
  const entry = entryFor(button);
  if (!element.contains(button)) opener = button;
  if (entry) show(entry, true);
});

// The newest question is brought to the top when it is asked and when it is answered; in between,
// the page stays where its reader has put it.
function keepQuestion() {
  const rows = document.querySelectorAll("#qa-chat .user-row");
  const log = document.querySelector("#qa-chat [role=log]");
  if (!log || !rows.length) return;
  const row = rows[rows.length - 1];
  log.scrollTop += row.getBoundingClientRect().top - log.getBoundingClientRect().top;
}

// A finished answer opens its first citation; one without citations, or none, the contents.
function follow() {
  const asked = document.querySelectorAll("#qa-chat .user-row").length;
  if (asked !== questions) keepQuestion();
  questions = asked;
  const answers = document.querySelectorAll("#qa-chat .qa-answer[data-answer]");
  const last = answers.length ? answers[answers.length - 1] : null;
  const key = last ? last.dataset.answer : null;
  if (key === followed && corpus === openCorpus()) return;
  followed = key;
  keepQuestion();
  const first = last && last.dataset.status === "answered" && last.querySelector(".qa-entry");
  if (first) show(first, false);
  else showContents();
}

new MutationObserver(follow).observe(document.body, {
  childList: true,
  subtree: true,
  attributeFilter: ["data-answer", "data-corpus"],
});

// Links and conversations. A link holds the questions of a conversation and what limits them; opening it
// asks them again, so that what is shown is what the articles say now. The list of conversations is a
// list of such links in this browser. Gradio hands in `trigger`, which calls the server.

const MOST = 50; // conversations that are kept
const LONGEST = 6000; // characters of a link; a longer one is not made
const QUIET = 4000;
let id = null; // of the conversation on this page
let last = ""; // its link as it was kept last
let deleted = false; // whether the conversation on this page has been taken out of the list
let reopening = false; // while the questions of an opened link are asked

const corpus = () => document.querySelector("#qa-header [data-corpus]");
const place = () => `qa-talks:${corpus()?.dataset.name ?? ""}`;

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(place()) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one?.link === "string") : [];
  } catch {
    return []; // a browser that keeps nothing, or something else's data
  }
}

function keep(talks) {
  try {
    localStorage.setItem(place(), JSON.stringify(talks.slice(0, MOST)));
  } catch {
    // Without storage there is no list; links still work.
  }
}

// The questions that have been answered, as the parameters of a link: what limits one stands behind it.
function asked() {
  const found = [];
  for (const row of document.querySelectorAll("#qa-chat .user-row")) {
    const question = row.querySelector(".qa-question[data-asked]");
    let next = row.nextElementSibling;
    while (next && !next.matches(".bot-row, .user-row")) next = next.nextElementSibling;
    if (!question || !next?.querySelector(".qa-answer[data-answer]")) continue;
    found.push(["ask", question.dataset.asked]);
    const { sources = [], after, before } = JSON.parse(question.dataset.limits ?? "{}");
    for (const source of sources) found.push(["source", source]);
    if (after) found.push(["after", after]);
    if (before) found.push(["before", before]);
  }
  return found;
}

function link(parameters) {
  const found = `?${new URLSearchParams(parameters)}`;
  return parameters.length && found.length <= LONGEST ? found : "";
}

// What a link asks; limits in front of every question are nobody's.
function wanted(search) {
  const found = [];
  for (const [name, value] of new URLSearchParams(search)) {
    const newest = found[found.length - 1];
    if (name === "ask") found.push({ ask: value, source: [], after: "", before: "" });
    else if (newest && name === "source") newest.source.push(value);
    else if (newest && (name === "after" || name === "before")) newest[name] = value;
  }
  return found;
}

const answering = () =>
  [...document.querySelectorAll("#qa-box button")].some((one) => one.textContent.trim() === "Stop");

// Own articles are open in one tab only, so that a link to them would lead nowhere.
function note() {
  if (corpus()?.dataset.corpus) return;
  if (reopening && (answering() || !document.querySelector("#qa-chat .user-row"))) return;
  reopening = false;
  const parameters = asked();
  const found = link(parameters);
  if (!found || found === last) return;
  last = found;
  id ??= crypto.randomUUID?.() ?? String(Math.random());
  history.replaceState(null, "", found);
  if (deleted) return;
  keep([{ id, link: found, title: parameters[0][1], when: Date.now() }, ...kept().filter((one) => one.id !== id)]);
}

function begun() {
  // The conversation is empty again: what comes is another one.
  if (!last || document.querySelector("#qa-chat .user-row")) return;
  forget();
  history.replaceState(null, "", location.pathname);
}

function forget() {
  id = null;
  last = "";
  deleted = false;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function draw(menu) {
  const list = menu.querySelector(".qa-menu-list");
  list.replaceChildren();
  const talks = kept();
  if (corpus()?.dataset.corpus)
    list.append(element("p", "qa-notes", "About own articles nothing is kept here: download such a conversation."));
  if (!talks.length) list.append(element("p", "qa-notes", "None yet. They stay in this browser."));
  for (const one of talks) {
    const row = element("div", "qa-talk");
    const open = element("a", "qa-talk-open", one.title);
    open.href = one.link;
    open.dir = "auto";
    const when = element("span", "qa-notes", new Date(one.when).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }));
    const remove = element("button", "qa-quiet qa-talk-remove", "Delete");
    remove.type = "button";
    remove.dataset.id = one.id;
    remove.setAttribute("aria-label", `Delete: ${one.title}`);
    row.append(open, when, remove);
    list.append(row);
  }
  const begin = element("a", "qa-quiet", "New conversation");
  begin.href = location.pathname;
  list.append(begin);
  if (talks.length) {
    const all = element("button", "qa-quiet qa-talk-remove", "Delete all");
    all.type = "button";
    list.append(all);
  }
}

function remove(button) {
  const gone = button.dataset.id;
  keep(gone ? kept().filter((one) => one.id !== gone) : []);
  if (!gone || gone === id) deleted = true; // the one on this page is not kept again
  const menu = button.closest(".qa-menu");
  draw(menu);
  menu.querySelector("a").focus();
}

async function copyLink(button) {
  const line = button.closest(".qa-row").querySelector(".qa-said");
  const found = corpus()?.dataset.corpus ? "" : link(asked());
  let said = found ? "Link copied." : "These articles are open in this tab only: a link would lead nowhere.";
  try {
    if (found) await navigator.clipboard.writeText(new URL(found, location.href).href);
  } catch {
    said = "The browser does not let this page copy; the link stands in its address line.";
  }
  line.textContent = said;
  setTimeout(() => line.textContent === said && (line.textContent = ""), QUIET);
}

const PENDING = "qa-pending"; // in this tab: the question whose answer has not come yet
const SETTLED = 500; // milliseconds after which Gradio empties the box no more
let cut = ""; // one that was left without its answer when the page was left
try {
  cut = sessionStorage.getItem(PENDING) ?? "";
} catch {
  // such a question is lost then
}

// A question that a reload cut off stands in the box again.
function pend() {
  if (reopening) return;
  const busy = answering();
  const newest = [...document.querySelectorAll("#qa-chat .qa-question[data-asked]")].pop();
  const box = document.querySelector("#qa-box textarea");
  if (cut && box && !busy) {
    const question = cut;
    setTimeout(() => !box.value && write(box, question), SETTLED);
    cut = "";
  }
  try {
    if (busy && newest) sessionStorage.setItem(PENDING, newest.dataset.asked);
    else if (!busy && !cut) sessionStorage.removeItem(PENDING);
  } catch {
    // as above
  }
}

function write(box, question) {
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true })); // how Gradio learns of it
}

function ask(question) {
  const box = document.querySelector("#qa-box textarea");
  if (!box) return;
  write(box, question);
  requestAnimationFrame(() =>
    box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true, cancelable: true })),
  );
}

const THEMES = ["System", "Light", "Dark"];
const dark = matchMedia("(prefers-color-scheme: dark)");
let theme = "System";
try {
  theme = localStorage.getItem("qa-theme") ?? theme;
} catch {
  // as the system has it
}

function paint() {
  document.body.classList.toggle("dark", theme === "Dark" || (theme !== "Light" && dark.matches));
  for (const name of document.querySelectorAll(".qa-theme-name")) name.textContent = theme;
}

function nextTheme() {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  try {
    localStorage.setItem("qa-theme", theme);
  } catch {
    // for this page only
  }
  paint();
}

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(".qa-menu[open]"))
    if (!open.contains(event.target)) open.open = false;
  const button = event.target.closest(".qa-talk-remove, .qa-link-copy, .qa-suggest, .qa-theme");
  if (!button) return;
  if (button.matches(".qa-talk-remove")) remove(button);
  else if (button.matches(".qa-link-copy")) copyLink(button);
  else if (button.matches(".qa-suggest")) ask(button.dataset.question);
  else nextTheme();
});
document.addEventListener("toggle", (event) => event.target.matches?.("#qa-talks[open]") && draw(event.target), true);
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest?.(".qa-menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
dark.addEventListener("change", paint);
paint();

new MutationObserver(() => {
  document.querySelector("#qa-chat .examples[role]")?.removeAttribute("role"); // a list without list items
  for (const button of document.querySelectorAll('#qa-own [aria-label="common.upload"]'))
    button.ariaLabel = button.title = "Add files"; // a name that Gradio leaves untranslated
  begun();
  note();
  pend();
  for (const name of document.querySelectorAll(".qa-theme-name")) if (name.textContent !== theme) paint();
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-answer"] });

const opened = wanted(location.search);
if (opened.length) {
  reopening = true;
  id = kept().find((one) => one.link === location.search)?.id ?? null; // it is no new conversation
  trigger("reopen", opened);
}

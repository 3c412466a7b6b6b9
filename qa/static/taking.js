// The row below an answer. Copying needs no server; files and verdicts are asked for with `trigger`,
// and what the server says comes back as this component's value.

const QUIET = 6000; // how long a line of success stays
const rowOf = (inside) => inside.closest(".qa-row");
let asking = null; // the row that waits for the server

function say(row, words) {
  const line = row.querySelector(".qa-said");
  line.textContent = words;
  setTimeout(() => line.textContent === words && (line.textContent = ""), QUIET);
}

async function copy(button) {
  const text = rowOf(button).querySelector(".qa-copied").textContent;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Browsers have no clipboard for pages of another machine without https; this way they do.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position: fixed; opacity: 0";
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    button.focus();
  }
  say(rowOf(button), done ? "Copied." : "The browser does not let this page copy.");
}

function ask(row, sent) {
  asking = row;
  trigger("take", { turn: Number(row.dataset.turn), ...sent });
}

function judge(button) {
  const row = rowOf(button);
  for (const one of row.querySelectorAll(".qa-verdict"))
    one.setAttribute("aria-pressed", String(one === button));
  ask(row, { verdict: button.dataset.verdict, reason: "" }); // kept at once; a reason may follow
  const form = row.querySelector(".qa-reason");
  form.hidden = false;
  form.querySelector("input").focus();
}

function leave(form) {
  form.hidden = true;
  form.querySelector("input").value = "";
}

function cancel(form) {
  leave(form);
  rowOf(form).querySelector('[aria-pressed="true"]')?.focus();
}

document.addEventListener("click", (event) => {
  const opened = document.querySelector(".qa-download[open]");
  if (opened && !opened.contains(event.target)) opened.open = false;
  const button = event.target.closest(".qa-row button");
  if (!button) return;
  if (button.matches(".qa-copy")) copy(button);
  else if (button.matches(".qa-verdict")) judge(button);
  else if (button.matches(".qa-leave")) cancel(button.closest("form"));
  else if (button.matches(".qa-save")) {
    button.closest("details").open = false;
    button.closest("details").querySelector("summary").focus();
    ask(rowOf(button), { form: button.dataset.form });
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".qa-reason")) return;
  event.preventDefault();
  const row = rowOf(event.target);
  const { verdict } = row.querySelector('[aria-pressed="true"]').dataset;
  ask(row, { verdict, reason: event.target.querySelector("input").value });
  leave(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const form = event.target.closest(".qa-reason");
  const menu = event.target.closest(".qa-download[open]");
  if (form) cancel(form);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

watch("value", () => {
  const { name, type, text, said } = JSON.parse(props.value);
  if (text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
  if (asking?.isConnected) say(asking, said);
});

"use strict";
// The page is whole without this: it adds sorting, filtering, a choice of language, and opens definitions for print.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- languages ---------------------------------------------------------------------------------------------------
all("data[data-en]").forEach((one) => (one.dataset.vi = one.textContent));

function show(language) {
  document.documentElement.dataset.show = language;
  document.documentElement.lang = language === "en" ? "en" : "vi";
  all("data[data-en]").forEach((one) => (one.textContent = language === "en" ? one.dataset.en : one.dataset.vi));
  all("button[data-show]").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.show === language)));
}

all("button[data-show]").forEach((one) => one.addEventListener("click", () => show(one.dataset.show)));
all("button.print").forEach((one) => one.addEventListener("click", () => window.print()));
all(".switches, .filter").forEach((one) => (one.hidden = false));

// --- sorting: ascending, descending, as it came -------------------------------------------------------------------
const collator = new Intl.Collator("vi", { numeric: true });
const turn = { ascending: "descending", descending: "none", none: "ascending" };

function compare(kind, a, b) {
  return kind === "number" ? Number(a) - Number(b) : collator.compare(a, b);
}

function sort(table, head, direction) {
  const body = table.tBodies[0];
  const column = head.cellIndex;
  const key = (row) => row.cells[column].dataset.order;
  const sign = direction === "descending" ? -1 : 1;
  const rows = [...body.rows].sort((a, b) => a.dataset.place - b.dataset.place);
  if (direction !== "none") {
    rows.sort((a, b) => {
      if (!key(a) || !key(b)) return (key(a) ? 0 : 1) - (key(b) ? 0 : 1);
      return sign * compare(head.dataset.sort, key(a), key(b));
    });
  }
  body.append(...rows);
  all("th[aria-sort]", table.tHead).forEach((one) => one.removeAttribute("aria-sort"));
  if (direction !== "none") head.setAttribute("aria-sort", direction);
}

all("th[data-sort]").forEach((head) => {
  const table = head.closest("table");
  [...table.tBodies[0].rows].forEach((row, place) => (row.dataset.place = place));
  const label = head.querySelector(".head");
  const button = document.createElement("button");
  button.type = "button";
  button.append(...label.childNodes);
  label.append(button);
  button.addEventListener("click", () => sort(table, head, turn[head.getAttribute("aria-sort") || "none"]));
});

// --- filtering ---------------------------------------------------------------------------------------------------
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

all("input[data-filter]").forEach((input) => {
  const rows = all("tbody tr", document.getElementById(input.dataset.filter));
  input.addEventListener("input", () => {
    const wanted = plain(input.value);
    rows.forEach((row) => (row.hidden = !plain(row.textContent).includes(wanted)));
  });
});

// --- print: both languages, definitions open ------------------------------------------------------------------------
let before = null;
window.addEventListener("beforeprint", () => {
  if (before) return;
  const closed = all("details.meaning:not(.own):not([open]), details.earlier:not([open])");
  before = { language: document.documentElement.dataset.show, closed };
  show("both");
  closed.forEach((one) => (one.open = true));
});
window.addEventListener("afterprint", () => {
  if (!before) return;
  before.closed.forEach((one) => (one.open = false));
  show(before.language);
  before = null;
});

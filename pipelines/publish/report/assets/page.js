"use strict";
// The page is whole without this: it adds sorting, filtering, a choice of language and of the day, and opens definitions
// for print.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

const asked = new URLSearchParams(location.search);
const picker = document.getElementById("day");

// --- languages ---------------------------------------------------------------------------------------------------
all("data[data-en]").forEach((one) => (one.dataset.vi = one.textContent));

function show(language) {
  document.documentElement.dataset.show = language;
  document.documentElement.lang = language === "en" ? "en" : "vi";
  all("data[data-en]").forEach((one) => (one.textContent = language === "en" ? one.dataset.en : one.dataset.vi));
  all("button[data-show]").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.show === language)));
  carry();
}

// What was chosen goes on to the other pages with their links: nothing is kept on the reader's machine.
function carry() {
  const root = document.documentElement.dataset;
  const chosen = new URLSearchParams();
  if (root.show !== "both") chosen.set("show", root.show);
  if (picker && picker.value !== root.day) chosen.set("day", picker.value);
  else if (!picker && asked.get("day")) chosen.set("day", asked.get("day"));
  const query = chosen.size ? `?${chosen}` : "";
  all("nav a, .highlights a").forEach((one) => {
    const [, file, place] = /^([^?#]*)[^#]*(#.*)?$/.exec(one.getAttribute("href"));
    one.setAttribute("href", `${file}${query}${place || ""}`);
  });
}

all("button[data-show]").forEach((one) => one.addEventListener("click", () => show(one.dataset.show)));
all("button.print").forEach((one) => one.addEventListener("click", () => window.print()));
all(".switches, .filter, .picker").forEach((one) => (one.hidden = false));

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
  const table = document.getElementById(input.dataset.filter);
  input.addEventListener("input", () => {
    const wanted = plain(input.value);
    all("tbody tr", table).forEach((row) => (row.hidden = !plain(row.textContent).includes(wanted)));
  });
});

// --- another day --------------------------------------------------------------------------------------------------
const NOTHING = "–";
const VI = "vi-VN";
const EN = "en-US";

function written(value, digits, locale) {
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function percent(value, locale) {
  const shown = Math.round(value * 1000) / 10;
  return written(value < 1 && shown >= 100 ? 99.9 : shown, 1, locale);
}

function signed(value, digits, locale) {
  const rounded = Number(value.toFixed(digits));
  return (rounded > 0 ? "+" : rounded < 0 ? "−" : "") + written(Math.abs(rounded), digits, locale);
}

const exactness = (value) => (Number.isInteger(value) ? 0 : 2);

const FORMS = {
  count: (value) => [written(value, 0, VI), written(value, 0, EN)],
  decimal: (value) => [written(value, 1, VI), written(value, 1, EN)],
  signed: (value) => [signed(value, 0, VI), signed(value, 0, EN)],
  signed_decimal: (value) => [signed(value, 1, VI), signed(value, 1, EN)],
  figure: (value) => [written(value, exactness(value), VI), written(value, exactness(value), EN)],
  signed_figure: (value) => [signed(value, exactness(value), VI), signed(value, exactness(value), EN)],
  share: (value) => [`${percent(value, VI)}\u00a0%`, `${percent(value, EN)}%`],
};
FORMS.alarm = FORMS.count;

function made(name, className, text) {
  const one = document.createElement(name);
  if (className) one.className = className;
  if (text !== undefined) one.textContent = text;
  return one;
}

function pair(cell, [vi, en]) {
  if (vi === en) return cell.append(vi);
  const english = made("span", "en", en);
  english.lang = "en";
  const both = made("span", "pair");
  both.append(made("span", "vi", vi), " ", english);
  cell.append(both);
}

function figure(cell, value, form) {
  const [vi, en] = FORMS[form](value);
  if (vi === en) return cell.append(vi);
  const one = made("data", "", document.documentElement.dataset.show === "en" ? en : vi);
  one.value = value;
  one.dataset.vi = vi;
  one.dataset.en = en;
  cell.append(one);
}

function dot(cell, value, head, whole) {
  const place = (share) => {
    const { lower, upper } = head.dataset;
    const along = (share - lower) / (upper - lower);
    return (3 + 94 * Math.min(1, Math.max(0, along))).toFixed(2);
  };
  const line = (name, at) => `<line class="${name}" x1="${at}%" x2="${at}%" y1="0" y2="100%"/>`;
  const parts = ['<line class="track" x1="0" x2="100%" y1="50%" y2="50%"/>'];
  if (head.dataset.stated) parts.push(line("stated", place(head.dataset.stated)));
  if (whole !== null) parts.push(line("mean", place(whole)));
  if (value !== null) {
    const stem = `<line class="stem" x1="${place(whole)}%" x2="${place(value)}%" y1="50%" y2="50%"/>`;
    if (whole !== null) parts.push(stem);
    const look = whole !== null && value < whole ? "below" : "above";
    parts.push(`<circle class="${look}" cx="${place(value)}%" cy="50%" r="4.5"/>`);
  }
  cell.innerHTML = `<svg class="plot" aria-hidden="true" focusable="false">${parts.join("")}</svg>`;
}

function fill(cell, value, head, texts, whole) {
  const form = head.dataset.form;
  cell.className = head.classList[0];
  cell.dataset.order = "";
  if (form === "plot") {
    cell.dataset.order = value === null ? "" : value;
    dot(cell, value, head, whole);
  } else if (value === null) {
    cell.append(NOTHING);
  } else if (form in FORMS) {
    cell.dataset.order = value;
    if (form === "alarm" && value) cell.classList.add("alarm");
    figure(cell, value, form);
  } else {
    cell.dataset.order = texts[value][0];
    if (form === "code") cell.append(made("code", "", texts[value][0]));
    else pair(cell, texts[value]);
  }
}

const TABLES = all("script[data-days-of]").map((one) => ({
  table: document.querySelector(`#${one.dataset.daysOf} table`),
  data: JSON.parse(one.textContent),
}));

function rowsOf({ table, data }, day) {
  const heads = [...table.tHead.rows[0].cells];
  const lines = data.days[day] || [];
  const total = lines.find(([kind]) => kind & 2);
  return lines.map(([kind, ...values]) => {
    const row = made("tr", kind & 1 ? "carried" : "");
    values.forEach((value, n) => {
      const cell = made(n ? "td" : "th");
      if (!n) cell.scope = "row";
      fill(cell, value, heads[n], data.texts, total ? total[n + 1] : null);
      row.append(cell);
    });
    return { row, isTotal: Boolean(kind & 2) };
  });
}

function tell(one, day) {
  const { table } = one;
  const rows = rowsOf(one, day);
  table.tBodies[0].replaceChildren(...rows.filter((it) => !it.isTotal).map((it) => it.row));
  [...table.tBodies[0].rows].forEach((row, place) => (row.dataset.place = place));
  if (table.tFoot) table.tFoot.replaceChildren(...rows.filter((it) => it.isTotal).map((it) => it.row));
  const sorted = table.tHead.querySelector("th[aria-sort]");
  if (sorted) sort(table, sorted, sorted.getAttribute("aria-sort"));
  const filter = document.querySelector(`input[data-filter="${table.closest(".table").id}"]`);
  if (filter && filter.value) filter.dispatchEvent(new Event("input"));
}

const BEHIND = JSON.parse((document.getElementById("behind") || { textContent: "{}" }).textContent);

function tellCoverage(day) {
  all("[data-by-day] .feed").forEach((one) => {
    const [figure, note, isComplete] = (BEHIND[one.dataset.feed] || {})[day] || [NOTHING, "", true];
    one.querySelector("b").textContent = figure;
    one.querySelector(".note").textContent = note ? ` – ${note}` : "";
    one.classList.toggle("partly", !isComplete);
  });
}

function showDay(day) {
  TABLES.forEach((one) => tell(one, day));
  tellCoverage(day);
  const chosen = picker.selectedOptions[0].textContent;
  all("[data-day]", document.body).forEach((one) => (one.textContent = chosen));
  document.body.classList.toggle("is-earlier", day !== document.documentElement.dataset.day);
  document.querySelector("output[for=day]").textContent = chosen;
  all("button[data-step]").forEach((one) => {
    const place = picker.selectedIndex + Number(one.dataset.step);
    one.disabled = place < 0 || place >= picker.options.length;
  });
  carry();
}

if (picker) {
  picker.addEventListener("change", () => showDay(picker.value));
  all("button[data-step]").forEach((one) => {
    one.disabled = one.dataset.step < 0 || picker.options.length < 2;
    one.addEventListener("click", () => {
      picker.selectedIndex += Number(one.dataset.step);
      showDay(picker.value);
    });
  });
  const wanted = [...picker.options].findIndex((one) => one.value === asked.get("day"));
  if (wanted > 0) {
    picker.selectedIndex = wanted;
    showDay(picker.value);
  }
}
if (["vi", "en"].includes(asked.get("show"))) show(asked.get("show"));

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

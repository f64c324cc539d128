// Tells while a form is typed in what may be on record already, and fills fields of a new row with what follows.
import { begin, changed, empty, filledFields, isOpen, put } from "./filling.js";

const PAUSE_MS = 300;
const said = document.querySelector("[data-ask]");
const filledIn = document.querySelector("[data-filled]");
const form = said?.closest("form");
const $ = window.django?.jQuery;
const isNew = !said?.dataset.row;
let last = "";
let waiting;

const fieldOf = (name) => form.elements.namedItem(name);
const valuesOf = (field) => (field?.selectedOptions ? [...field.selectedOptions].map(({ value }) => value) : [field?.value]);

function typed() {
  const query = new URLSearchParams(said.dataset.row ? { row: said.dataset.row } : {});
  const add = (name, field) => valuesOf(field).filter(Boolean).forEach((value) => query.append(name, value));
  Object.entries(JSON.parse(said.dataset.askedWith)).forEach(([name, field]) => add(name, fieldOf(field)));
  form.querySelectorAll('select[name^="citations-"][name$="-source"]').forEach((field) => add("sources", field));
  return query.toString();
}

function warn(alike) {
  const rows = alike.map(({ address, text, why }) => {
    const row = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: address, textContent: text, target: "_blank", rel: "noopener" });
    row.append(link, " ", Object.assign(document.createElement("span"), { textContent: why }));
    return row;
  });
  said.querySelector("ul").replaceChildren(...rows);
  [...said.children].forEach((part) => { part.hidden = !rows.length; });
}

function fill(follows) {
  const names = follows.map(({ field }) => field);
  const stale = filledFields().filter((name) => !names.includes(name) && !name.includes("-"));
  stale.map(fieldOf).filter(isOpen).forEach(empty);
  const open = follows.filter(({ field }) => fieldOf(field) && isOpen(fieldOf(field)));
  open.forEach((one) => put(fieldOf(one.field), one));
  const labels = open.map(({ field }) => fieldOf(field).labels[0].textContent.trim().replace(/:$/, ""));
  filledIn.textContent = labels.length ? `Filled in: ${labels.join(", ")}.` : "";
}

async function ask() {
  const query = typed();
  if (query === last) {
    return;
  }
  last = query;
  const answer = await fetch(`${said.dataset.ask}?${query}`, { redirect: "manual" }).catch(() => null);
  if (answer?.ok && query === last) {
    const { alike, follows } = await answer.json();
    warn(alike);
    if (isNew) {
      fill(follows);
    }
  }
}

// The language of a quotation, by its script.
function nameLanguage(text) {
  const language = fieldOf(text.name.replace(/-text$/, "-language"));
  if (!language || !isOpen(language)) {
    return;
  }
  if (/\p{Script=Han}/u.test(text.value) && !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text.value)) {
    put(language, { value: "zh", note: "By its Chinese characters." });
  } else if (/^[\P{L}\p{Script=Latin}]*\p{Script=Latin}[\P{L}\p{Script=Latin}]*$/u.test(text.value)) {
    put(language, { value: "en", note: "By its Latin letters." });
  } else {
    empty(language);
  }
}

function later({ target }) {
  changed(target);
  if (/-text$/.test(target.name)) {
    nameLanguage(target);
  }
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE_MS);
}

if (form && $) {
  if (isNew && !document.querySelector(".errornote")) {
    begin(form);
  }
  form.addEventListener("input", later);
  $(form).on("change", "select", later);
  if (isNew) {
    ask();
  }
}

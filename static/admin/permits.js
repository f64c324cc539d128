// Fills empty fields of a new permit decision with what follows from its authority and regime, and says so. The editor
// has the last word: what was chosen or emptied by hand stays; what was filled in here follows a change of its origin.

import { note } from "./filling.js";

const said = document.querySelector("[data-defaults]");
const $ = window.django?.jQuery;
const FIELDS = ["under", "materials", "topics"];
const byHand = new Set();
const filled = new Set();
const known = new Map(); // what is chosen, by field: not every event that says so tells of a change
let asked = 0;

const selectOf = (field) => document.getElementById(`id_${field}`);
const chosenIn = (field) => [...selectOf(field).selectedOptions].map((option) => option.value).filter(Boolean);
const labelOf = (field) => document.querySelector(`label[for="id_${field}"]`).textContent.trim().replace(/:$/, "");

function put(field, rows, text) {
  const select = selectOf(field);
  select.replaceChildren(...rows.map((row) => new Option(row.text, row.id, true, true)));
  rows.length ? filled.add(field) : filled.delete(field);
  note(selectOf(field), text);
  known.set(field, chosenIn(field).join());
  $(select).trigger("change");
}

function fill(defaults) {
  const found = new Map(defaults.map((one) => [one.field, one]));
  const open = FIELDS.filter((field) => !byHand.has(field) && (filled.has(field) || !chosenIn(field).length));
  for (const field of open) {
    const { rows, note: text } = found.get(field) ?? { rows: [], note: "" };
    if (rows.length || filled.has(field)) {
      put(field, rows, text);
    }
  }
  const names = open.filter((field) => filled.has(field)).map(labelOf);
  said.textContent = names.length ? `Filled in: ${names.join(", ")}. Change what the source says otherwise.` : "";
}

// A regime that is chosen by hand takes the place of the one that was filled in.
function keepChosenOnly(field) {
  const before = known.get(field).split(",");
  const chosen = chosenIn(field).filter((value) => !before.includes(value));
  if (chosen.length) {
    const select = selectOf(field);
    [...select.options].filter((option) => !chosen.includes(option.value)).forEach((option) => option.remove());
    known.set(field, chosen.join());
    $(select).trigger("change");
  }
}

async function ask() {
  const query = new URLSearchParams(chosenIn("authority").map((key) => ["authority", key]));
  if (!filled.has("under")) {
    chosenIn("under").forEach((key) => query.append("under", key));
  }
  const turn = ++asked;
  if (byHand.has("under") && !chosenIn("under").length) {
    fill([]); // without a regime, nothing follows
    return;
  }
  const answer = await fetch(`${said.dataset.defaults}?${query}`);
  if (answer.ok && turn === asked) {
    fill((await answer.json()).defaults);
  }
}

if (said && $) {
  ["authority", ...FIELDS].forEach((field) => known.set(field, chosenIn(field).join()));
  $(document).on("change", "select", ({ target: { name: field } }) => {
    if (!known.has(field) || known.get(field) === chosenIn(field).join()) {
      return;
    }
    if (field === "under" && filled.has(field)) {
      keepChosenOnly(field);
    }
    known.set(field, chosenIn(field).join());
    if (FIELDS.includes(field)) {
      byHand.add(field);
      filled.delete(field);
      note(selectOf(field), "");
    }
    if (["authority", "under"].includes(field)) {
      ask();
    }
  });
}

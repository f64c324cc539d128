// Fills fields of a new row with what follows from others, and says beside each from what. What was typed, chosen or
// emptied by hand stays.
const filled = new Map(); // the value that was filled in, by field
const assumed = new Map(); // what a form began with
const byHand = new Set();
const $ = window.django?.jQuery;

// Says beside a field what it was filled in from; without a text, it says nothing any more.
export function note(input, text) {
  const place = input.closest(".fieldBox")?.parentElement ?? input.closest(".form-row");
  place?.querySelector(".filled")?.closest(".help").remove();
  if (text) {
    const told = Object.assign(document.createElement("span"), { className: "filled", textContent: text });
    const help = Object.assign(document.createElement("div"), { className: "help" });
    help.append(told);
    place?.append(help);
  }
}

export function begin(form) {
  [...form.elements].filter(({ name, value }) => name && value).forEach(({ name, value }) => assumed.set(name, value));
}

export const isOpen = ({ name, value }) => !byHand.has(name) && (!value || [filled.get(name), assumed.get(name)].includes(value));

export const filledFields = () => [...filled.keys()];

// Tells of a field that somebody changed; a change that was made here is none.
export function changed(field) {
  if (filled.has(field.name) ? filled.get(field.name) !== field.value : field.value !== (assumed.get(field.name) ?? "")) {
    byHand.add(field.name);
    if (filled.delete(field.name)) {
      note(field, "");
    }
  }
}

export function put(field, { value, text = "", note: from = "" }) {
  if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) {
    field.append(new Option(text, value));
  }
  field.value = value;
  filled.set(field.name, value);
  note(field, from);
  if (field.classList.contains("admin-autocomplete")) {
    $(field).trigger("change");
  }
}

export function empty(field) {
  put(field, { value: assumed.get(field.name) ?? "" });
  filled.delete(field.name);
}

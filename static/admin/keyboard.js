// Lets a form be filled without a mouse: keys that save, Enter that goes on, choices that open as one types or pastes.
const form = document.querySelector(".change-form #content-main > form");
const isPopup = form?.querySelector('input[name="_popup"]') !== null;
const $ = window.django?.jQuery;
const FIELDS = "input:not([type=hidden]), select, textarea, .select2-selection";
const ONE_LINE = "input:not([type=submit], [type=checkbox], [type=radio], .select2-search__field)";
const SOON_MS = 30;

const isShown = (field) => field.offsetParent !== null && !field.disabled && !field.classList.contains("select2-hidden-accessible");
const fieldsIn = (place) => [...place.querySelectorAll(FIELDS)].filter((field) => isShown(field) && field.tabIndex >= 0);
const button = (...names) => names.map((name) => form.querySelector(`.submit-row input[name="${name}"]`)).find(Boolean);

function isEmpty(field) {
  const select = field.closest(".select2-container")?.previousElementSibling;
  return !(select ?? field).value && !field.readOnly && field.type !== "submit";
}

function goOn(from) {
  const fields = fieldsIn(form).filter((field) => field.type !== "submit");
  fields[fields.indexOf(from) + 1]?.focus();
}

function onKey(event) {
  const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const wanted = {
    s: () => button("_continue", "_save"),
    enter: () => button("_submit", "_save"),
  }[event.key.toLowerCase()];
  if (isCommand && !event.repeat && wanted?.()) {
    event.preventDefault();
    wanted().click();
  } else if (event.key === "Enter" && !isPopup && form.contains(event.target) && event.target.matches(ONE_LINE)) {
    event.preventDefault();
    goOn(event.target);
  }
}

// A key pressed on a closed choice opens it, and is the first that is typed; what is pasted there is looked for.
function search(selection, text) {
  $(selection.closest(".select2-container").previousElementSibling).select2("open");
  const box = document.querySelector(".select2-container--open .select2-search__field");
  box.focus();
  if (text) {
    box.value = text;
    $(box).trigger("input");
  }
}

// Enter takes what was found for all that was typed, never for a part of it. Tab after it waits for that.
let isPending = false;
function waitForAnswer(event) {
  const box = event.target;
  const isSearching = () => document.querySelector(".select2-results__option.loading-results");
  const isTaken = event.key === "Enter" && !event.ctrlKey && box.matches?.(".select2-search__field") && isSearching();
  if (!isTaken && !(isPending && ["Enter", "Tab"].includes(event.key))) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const take = () => {
    isPending = isSearching() !== null;
    return isPending ? setTimeout(take, SOON_MS) : $(box).trigger($.Event("keydown", { which: 13, key: "Enter" }));
  };
  if (!isPending) {
    isPending = true;
    setTimeout(take, SOON_MS);
  }
}

if (form && $) {
  document.querySelector("[data-keys]")?.removeAttribute("hidden");
  if (/Mac|iP/.test(navigator.platform)) {
    document.querySelectorAll("[data-keys] kbd").forEach((key) => { key.textContent = key.textContent.replace("Ctrl", "⌘"); });
  }
  document.addEventListener("keydown", waitForAnswer, true);
  document.addEventListener("keydown", onKey);
  form.addEventListener("keydown", (event) => {
    const isTyped = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isTyped && event.target.matches(".select2-selection--single")) {
      search(event.target);
    }
  });
  document.addEventListener("paste", (event) => {
    if (document.activeElement.matches(".select2-selection--single")) {
      event.preventDefault();
      search(document.activeElement, event.clipboardData.getData("text").trim());
    }
  });
  document.addEventListener("formset:added", ({ target }) => setTimeout(() => fieldsIn(target)[0]?.focus()));
  window.addEventListener("load", () => {
    const wrong = form.querySelector(".errors :is(input, select, textarea, .select2-selection)");
    const first = fieldsIn(form).find(isEmpty);
    (wrong ?? (form.querySelector("[data-row='']") || isPopup ? first : null))?.focus();
  });
}

// Enhances the editing pages, which are whole without it.

const form = document.querySelector(".change-form #content-main > form");

const choose = (select, { id, text }) => {
  const known = [...select.options].find((option) => option.value === String(id));
  if (!known?.selected) {
    select.append(known ?? new Option(text, id, true, true));
    select.lastElementChild.selected = true;
  }
};

// A newly chosen row comes last, as it is shown, also when it had been chosen and dropped before. A whole list is shown
// as its rows at once.
if (window.django?.jQuery) {
  window.django.jQuery(document).on("select2:select", "select[multiple].admin-autocomplete", (event) => {
    const { id, rows } = event.params.data;
    const chosen = [...event.target.options].find((option) => option.value === String(id));
    if (rows) {
      chosen.remove();
      rows.forEach((row) => choose(event.target, row));
    } else {
      event.target.append(chosen);
    }
    window.django.jQuery(event.target).trigger("change");
  });
}

// To create what was typed opens the same window as the plus sign, with what was typed in it.
if (window.django?.jQuery) {
  window.django.jQuery(document).on("select2:selecting", "select.admin-autocomplete", (event) => {
    const { create } = event.params.args.data;
    if (create) {
      event.preventDefault();
      window.django.jQuery(event.target).select2("close");
      window.showRelatedObjectPopup({ id: `add_${event.target.id}`, href: new URL(create, window.location).href });
    }
  });
}

// Leaving a page with something typed asks first; saving doesn't.
if (form) {
  let unsaved = document.querySelector(".errornote, [data-typed]") !== null;
  const warn = (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  };
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", warn);
}

// Who edits a field that two people changed has chosen what stands in the form.
if (form?.querySelector("[data-merge]")) {
  form.querySelector("[data-merge]").scrollIntoView();
  form.addEventListener("input", ({ target: { name } }) => {
    const takes = form.elements[`_take-${name}`];
    if (takes) {
      takes.value = "form";
    }
  });
}

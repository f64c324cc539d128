// Enhances the editing pages, which are whole without it.

const form = document.querySelector(".change-form #content-main > form");

// A newly chosen row comes last, as it is shown, also when it had been chosen and dropped before.
if (window.django?.jQuery) {
  window.django.jQuery(document).on("select2:select", "select[multiple].admin-autocomplete", (event) => {
    const chosen = [...event.target.options].find((option) => option.value === String(event.params.data.id));
    event.target.append(chosen);
    window.django.jQuery(event.target).trigger("change");
  });
}

// Leaving a page with something typed asks first; saving doesn't.
if (form) {
  let unsaved = document.querySelector(".errornote") !== null;
  const warn = (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  };
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", warn);
}

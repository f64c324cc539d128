// Gives the choices that select2 draws the names of their fields: it names them by their values alone.

const $ = window.django?.jQuery;

const headOf = (select) => {
  const field = [...(select.closest("td")?.classList ?? [])].find((name) => name.startsWith("field-"));
  return field && select.closest("table").querySelector(`th.${field.replace("field-", "column-")}`);
};

const labelOf = (select) => {
  const label = select.labels[0] ?? headOf(select);
  if (label) {
    label.id ||= `${select.id}_name`;
  }
  return label?.id;
};

const name = (select) => {
  const label = labelOf(select);
  const drawn = select.nextElementSibling;
  if (!label || !drawn?.matches(".select2-container")) {
    return;
  }
  const value = drawn.querySelector(".select2-selection__rendered[role]")?.id ?? "";
  drawn.querySelector("[role=combobox]").setAttribute("aria-labelledby", `${label} ${value}`.trim());
  drawn.querySelectorAll("[role=textbox], [role=searchbox]").forEach((one) => one.setAttribute("aria-labelledby", label));
};

// The first column of rows has no head of its own, nor the last where nothing may be deleted.
for (const head of document.querySelectorAll(".tabular thead th:empty")) {
  head.innerHTML = `<span class="visually-hidden">${head.matches(".original") ? "Row" : "What may be done"}</span>`;
}

const nameAll = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);

if ($) {
  $(nameAll);
  document.addEventListener("formset:added", nameAll);
  $(document).on("select2:open", (event) => {
    name(event.target);
    const drawn = document.querySelector(".select2-container--open [aria-owns]");
    drawn?.setAttribute("aria-controls", drawn.getAttribute("aria-owns"));
    document.querySelectorAll(".select2-container--open :is([role=searchbox], [role=listbox])").forEach((one) => {
      one.setAttribute("aria-labelledby", labelOf(event.target));
    });
  });
}

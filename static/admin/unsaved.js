// Keeps in this browser what is typed in a form of the desk, until it is saved: through a session that ends, a server that
// is away, a browser that crashes. It is offered when the form is opened again, never put back by itself. After a week, or
// when its writer signs out, it goes. Others who sign in on the same browser aren't offered it.

const PREFIX = "typed ";
const WEEK = 7 * 86_400_000;
const user = document.querySelector("script[data-user]").dataset.user;
const bar = document.querySelector("[data-unsaved]");
const form = bar?.closest("form");

const read = (key) => JSON.parse(localStorage.getItem(key));
const drop = (key) => localStorage.removeItem(key);
const keys = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start));

keys(PREFIX).filter((key) => read(key).at < Date.now() - WEEK).forEach(drop);

// The answer to a save names the form that was saved.
const saved = document.cookie.match(/(?:^|; )saved_form=([a-z0-9]+)/)?.[1];
if (saved) {
  keys(PREFIX).filter((key) => key.endsWith(` ${saved}`)).forEach(drop);
  document.cookie = "saved_form=; path=/admin/; max-age=0";
}

let hasSignedOut = false;
document.querySelector("#logout-form")?.addEventListener("submit", () => {
  hasSignedOut = true;
  keys(`${PREFIX}${user} `).forEach(drop);
});

const fields = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
const typed = (all) => JSON.stringify(all.filter(([name]) => !name.startsWith("_")));

function putBack(kept) {
  const again = Object.assign(document.createElement("form"), { method: "post", action: location.href });
  const token = ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value];
  for (const [name, value] of [...kept.fields, token, ["_put_back", "1"]]) {
    again.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(again);
  again.submit();
}

function offer(kept) {
  bar.hidden = !kept.length;
  if (kept.length) {
    const at = new Date(kept[0].at);
    const time = bar.querySelector("time");
    time.dateTime = at.toISOString();
    time.textContent = at.toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    bar.querySelector("[data-put-back]").onclick = () => putBack(kept[0]);
    bar.querySelector("[data-throw-away]").onclick = () => {
      drop(kept[0].key);
      offer(kept.slice(1));
    };
  }
}

function watch() {
  const id = form.elements._kept;
  id.value ||= Date.now().toString(36) + Math.random().toString(36).slice(2);
  const here = `${PREFIX}${user} ${location.pathname}${form.elements._popup ? "?popup" : ""} `;
  const own = here + id.value;
  const isTyped = "typed" in bar.dataset; // the page shows what was typed before, not what is saved
  const shown = typed(fields());
  let waiting;

  const keep = () => {
    clearTimeout(waiting);
    const all = fields();
    if (hasSignedOut) {
      return;
    }
    if (isTyped || typed(all) !== shown) {
      localStorage.setItem(own, JSON.stringify({ at: Date.now(), fields: all }));
    } else {
      drop(own);
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  };

  if (isTyped) {
    keep();
  } else {
    const left = keys(here).map((key) => ({ key, ...read(key) })).sort((one, other) => other.at - one.at);
    left.filter((one) => typed(one.fields) === shown).forEach((one) => drop(one.key));
    offer(left.filter((one) => typed(one.fields) !== shown));
  }
  ["input", "change", "click", "submit"].forEach((name) => form.addEventListener(name, soon));
  ["formset:added", "formset:removed"].forEach((name) => document.addEventListener(name, soon));
  window.django?.jQuery(form).on("change", soon); // what autocompletion chooses
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
}

if (form) {
  watch();
}

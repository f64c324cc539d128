// Says on lists of events what was published since the reader's visit before, which this browser alone remembers.

const KEPT = "monazite-visit";
const VISIT_MS = 30 * 60 * 1000; // a visit ends when no page was read for so long
const LOCALES = { en: "en-GB" }; // the day before the month, as everywhere on the site

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
};

// Returns the newest publication that was there on the visit before this one, and when that was.
const visitBefore = (newest) => {
  const last = kept();
  const now = Date.now();
  const isNewVisit = last.at && now - last.at > VISIT_MS;
  const before = isNewVisit ? { seq: last.seq, at: last.at } : last.before;
  try {
    localStorage.setItem(KEPT, JSON.stringify({ seq: newest, at: now, before }));
  } catch {
    return undefined;
  }
  return before;
};

const tellWhatIsNew = (line) => {
  const newest = Number(line.dataset.since);
  const before = visitBefore(newest);
  if (!before || before.seq >= newest) return;
  const count = newest - before.seq;
  const language = document.documentElement.lang;
  const day = new Date(before.at).toLocaleDateString(LOCALES[language] ?? language, { dateStyle: "medium" });
  const link = line.querySelector("a");
  const words = count === 1 ? line.dataset.one : line.dataset.many;
  link.textContent = words.replace("{count}", count).replace("{day}", day);
  link.hidden = false;
  for (const card of document.querySelectorAll("[data-seq]")) {
    if (Number(card.dataset.seq) <= before.seq) continue;
    const mark = document.createElement("span");
    mark.className = "card-news";
    mark.textContent = card.dataset.number === "1" ? line.dataset.new : line.dataset.changed;
    card.prepend(mark);
  }
};

const line = document.querySelector("[data-since]");
if (line) tellWhatIsNew(line);

// Draws on lists of events, along the spine, what a card that is pointed at or focused is linked with.

const SVG = "http://www.w3.org/2000/svg";

const links = [...document.querySelectorAll('.chain-link[href^="#"]')];
const target = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

// Returns where a line leaves a card towards another, and the spine that it runs along.
const end = (card, frame, towards) => {
  const box = card.getBoundingClientRect();
  const days = card.closest(".days").getBoundingClientRect();
  const isWide = matchMedia("(min-width: 56rem)").matches;
  const spine = isWide ? days.left + days.width / 2 : days.left + 17.6;
  const isAcross = box.left < spine && spine < box.right;
  const x = isAcross ? spine : box.right < spine ? box.right : box.left;
  const y = isAcross ? (towards.getBoundingClientRect().top < box.top ? box.top : box.bottom) : box.top + 24;
  return { x: x - frame.left, y: y - frame.top, spine: spine - frame.left };
};

const drawing = document.createElementNS(SVG, "svg");
drawing.setAttribute("class", "chain-drawn no-print");
drawing.setAttribute("aria-hidden", "true");

const forget = () => {
  drawing.replaceChildren();
  for (const card of document.querySelectorAll(".card-linked")) card.classList.remove("card-linked");
};

const show = (card) => {
  forget();
  if (!card?.closest(".days")) return;
  const frame = drawing.getBoundingClientRect();
  const others = new Map(); // each linked card once, and whether one contradicts the other
  for (const link of links) {
    const ends = [link.closest(".card"), target(link)];
    if (!ends.includes(card) || ends.some((one) => !one?.closest(".days"))) continue;
    const other = ends.find((one) => one !== card);
    others.set(other, others.get(other) || Boolean(link.closest(".chain-contradiction")));
  }
  for (const [other, isOpposed] of others) {
    const [from, to] = [end(card, frame, other), end(other, frame, card)];
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${from.x} ${from.y}H${from.spine}V${to.y}H${to.x}`);
    if (isOpposed) path.setAttribute("class", "chain-opposed");
    drawing.append(path);
    other.classList.add("card-linked");
  }
};

const main = document.querySelector("main");
const cardOf = (event) => event.target.closest?.(".card");
const rest = () => show(document.querySelector(".card:target"));
if (links.length) {
  main.append(drawing);
  const follow = (event) => (cardOf(event) ? show(cardOf(event)) : rest());
  for (const name of ["pointerover", "focusin"]) main.addEventListener(name, follow);
  for (const name of ["hashchange", "resize"]) window.addEventListener(name, rest);
  rest();
}

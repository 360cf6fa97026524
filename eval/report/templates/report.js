"use strict";
// Filters, orders and opens the questions. Everything is on the page without it.

const [find, outcome, kind, order] = ["find", "outcome", "kind", "order"].map((id) => document.getElementById(id));
const [clear, unfold, tally, noneLeft, list] = ["clear", "unfold", "tally", "none-left", "cards"].map((id) => document.getElementById(id));
const cards = [...list.children];
const words = new Map(); // what documents, questions and answers say on each card, read when first searched

function textOf(card) {
  if (!words.has(card)) {
    words.set(card, [...card.querySelectorAll("bdi")].map((part) => part.textContent).join("\n").toLowerCase());
  }
  return words.get(card);
}

function visible() {
  return cards.filter((card) => !card.hidden);
}

function filter() {
  const wanted = find.value.trim().toLowerCase();
  for (const card of cards) {
    card.hidden =
      (outcome.value !== "" && card.dataset.outcome !== outcome.value) ||
      (kind.value !== "" && card.dataset.kind !== kind.value) ||
      (wanted !== "" && !textOf(card).includes(wanted));
  }
  const left = visible().length;
  tally.textContent = left === cards.length ? `${left} questions` : `${left} of ${cards.length}`;
  clear.hidden = left === cards.length;
  noneLeft.hidden = left > 0;
  for (const link of document.querySelectorAll("a[data-outcome]")) {
    link.setAttribute("aria-current", String(link.dataset.outcome === outcome.value));
  }
}

function sort() {
  const field = order.value.replace("-", "");
  const direction = order.value.startsWith("-") ? -1 : 1;
  const known = cards.filter((card) => field === "" || card.dataset[field] !== "");
  const sorted = field === "" ? cards : [...known].sort((a, b) => direction * (a.dataset[field] - b.dataset[field]));
  list.append(...sorted, ...cards.filter((card) => !known.includes(card)));
}

function reveal() {
  const inside = document.getElementById(location.hash.slice(1));
  const card = inside?.closest(".card");
  if (!card) return;
  if (card.hidden) reset();
  card.open = true;
  card.scrollIntoView();
}

function reset() {
  find.value = outcome.value = kind.value = "";
  filter();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-outcome], a[data-kind]");
  if (!link) return;
  const again = outcome.value !== "" && link.dataset.outcome === outcome.value;
  find.value = "";
  outcome.value = again ? "" : (link.dataset.outcome ?? "");
  kind.value = link.dataset.kind ?? "";
  filter();
});
for (const control of [outcome, kind]) control.addEventListener("change", filter);
find.addEventListener("input", filter);
order.addEventListener("change", sort);
clear.addEventListener("click", reset);
unfold.addEventListener("click", () => {
  const shown = visible();
  const open = !shown.every((card) => card.open);
  for (const card of shown) card.open = open;
});
window.addEventListener("hashchange", reveal);

document.getElementById("filters").hidden = false;
reveal();

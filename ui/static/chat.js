// Runs once for each part of the page that shows HTML; gr.HTML hands in element, trigger and watch.

const part = element.closest("#masthead, #conversation, #panel, #shelf, #closer")?.id;

function showSide(opener) {
  // Only a narrow page hides the side; a wide one has no rule for this class.
  document.body.classList.add("side-open");
  window.pinciteOpener = opener;
}

function hideSide() {
  document.body.classList.remove("side-open");
  window.pinciteOpener?.focus();
}

function reveal(tries = 40) {
  const region = document.querySelector("#panel .document-text");
  if (!region) return;
  if (region.clientHeight === 0) {
    // The tab is not laid out yet.
    if (tries > 0) requestAnimationFrame(() => reveal(tries - 1));
    return;
  }
  const target = region.querySelector(".target");
  if (!target) {
    region.scrollTop = 0;
    return;
  }
  const fold = target.closest("details");
  if (fold) fold.open = true;
  const above = target.getBoundingClientRect().top - region.getBoundingClientRect().top;
  region.scrollTop += above - Math.min(region.clientHeight / 3, 160);
}

element.addEventListener("click", (event) => {
  const clicked = event.target.closest('a[href^="#"], button.example, button.thumb, button.again');
  if (!clicked) return;
  event.preventDefault();
  if (clicked.matches("button.example")) {
    trigger("ask", { question: clicked.textContent });
    return;
  }
  if (clicked.matches("button.thumb")) {
    trigger("vote", { exchange: clicked.value, thumb: clicked.name, right_answer: null });
    return;
  }
  if (clicked.matches("button.again")) {
    trigger("again", { exchange: clicked.value });
    document.querySelector("#composer textarea")?.focus();
    return;
  }
  const link = clicked.getAttribute("href");
  if (link === "#close") {
    hideSide();
  } else if (link === "#restart") {
    trigger("restart");
  } else if (link === "#samples") {
    trigger("samples");
  } else if (link === "#documents") {
    showSide(clicked);
    trigger("documents");
  } else if (link === "#history") {
    showSide(clicked);
    trigger("history");
  } else {
    showSide(clicked);
    window.history.replaceState(null, "", link);
    reveal();
    trigger("open", { place: link });
  }
});

if (part === "masthead") {
  // What the server says is in this language, whatever Gradio made of the browser's.
  watch("value", () => (document.documentElement.lang = element.querySelector(".masthead").lang));
}

if (part === "panel") {
  watch("value", () => reveal());
}

if (part === "conversation") {
  let shown = 0;
  // The part is drawn anew with every change: what is being typed and what has the focus are put back.
  const typed = {};
  let focused = "";
  element.addEventListener("input", (event) => (typed[event.target.id] = event.target.value));
  document.addEventListener("pointerdown", () => (focused = ""));
  document.addEventListener("focusin", (event) => (focused = element.contains(event.target) ? event.target.id : ""));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.querySelector("input");
    delete typed[field.id];
    trigger("vote", { exchange: event.target.id, thumb: "down", right_answer: field.value });
  });
  watch("value", () => {
    for (const [id, text] of Object.entries(typed)) {
      const field = document.getElementById(id);
      if (field) field.value = text;
      else delete typed[id];
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const exchanges = element.querySelectorAll(".exchange");
    if (exchanges.length > shown) exchanges[exchanges.length - 1].scrollIntoView({ block: "start" });
    shown = exchanges.length;
  });
}

if (part === "closer") {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideSide();
  });
}

// Runs after chat.js for the parts an answer is read in: previews of citations, keys, copying, addresses.

{
  const frame = element.closest(".gradio-container");

  const standing = (id, role) => {
    let box = document.getElementById(id);
    if (!box) {
      box = document.createElement("div");
      box.id = id;
      box.setAttribute("role", role);
      frame.append(box);
    }
    return box;
  };
  const announce = (words) => {
    const live = standing("announcer", "status");
    live.className = "unseen";
    live.textContent = words;
  };

  // A marker shows its quote while it is hovered or focused; the preview itself may be hovered, Escape closes it.
  const preview = standing("preview", "tooltip");
  const closePreview = () => {
    clearTimeout(preview.closing);
    preview.hidden = true;
    for (const marker of document.querySelectorAll("[aria-describedby='preview']")) marker.removeAttribute("aria-describedby");
  };
  const closeSoon = () => {
    clearTimeout(preview.closing);
    preview.closing = setTimeout(closePreview, 150);
  };
  const quoteOf = (marker) => {
    const selector = `.quote[href="${CSS.escape(marker.getAttribute("href"))}"] .quote-body`;
    return (marker.closest(".exchange") ?? document.querySelector("#conversation"))?.querySelector(selector);
  };
  const openPreview = (marker) => {
    const quote = quoteOf(marker);
    if (!quote) return;
    closePreview();
    preview.replaceChildren(quote.cloneNode(true));
    preview.hidden = false;
    marker.setAttribute("aria-describedby", "preview");
    const at = marker.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = preview;
    const below = at.bottom + 8 + height < window.innerHeight;
    preview.style.left = `${Math.max(12, Math.min(at.left - 20, window.innerWidth - width - 12))}px`;
    preview.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - height - 8)}px`;
  };

  element.addEventListener("pointerover", (event) => {
    const marker = event.target.closest("a.marker");
    if (!marker || event.pointerType === "touch") return;
    clearTimeout(preview.closing);
    if (!marker.hasAttribute("aria-describedby")) openPreview(marker);
  });
  element.addEventListener("pointerout", (event) => event.target.closest("a.marker") && closeSoon());
  element.addEventListener("focusin", (event) => {
    if (event.target.matches("a.marker:focus-visible")) openPreview(event.target);
  });
  element.addEventListener("focusout", (event) => event.target.matches("a.marker") && closePreview());
  element.addEventListener("scroll", closePreview, { capture: true, passive: true });
  preview.onpointerenter = () => clearTimeout(preview.closing);
  preview.onpointerleave = closeSoon;

  // What the panel shows is marked in the conversation, too.
  const markOpened = () => {
    const opened = document.querySelector("#panel .cited-here [aria-current]")?.getAttribute("href");
    for (const link of document.querySelectorAll("#conversation :is(a.marker, a.quote)")) {
      if (link.getAttribute("href") === opened) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  // Without a secure context, as on another computer of the network, there is no clipboard to write to.
  const copied = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    frame.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };
  element.addEventListener("click", async (event) => {
    closePreview();
    const button = event.target.closest("button.copy");
    if (!button) return;
    const text = button.value;
    await copied(text.startsWith("#cite-") ? `${location.origin}${location.pathname}${location.search}${text}` : text);
    button.classList.add("done");
    announce(button.dataset.done);
    setTimeout(() => button.classList.remove("done"), 2000);
  });

  if (part === "conversation") {
    let announced = null;
    watch("value", () => {
      closePreview();
      markOpened();
      const last = element.querySelector(".exchange:last-child:has(.reading)");
      if (last && announced !== null && last.id !== announced) announce(last.querySelector(".answer-text").textContent);
      if (last || announced === null) announced = last?.id ?? "";
    });

    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "Escape" && !preview.hidden) {
          event.stopImmediatePropagation();
          closePreview();
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const typing = event.target.matches?.("input, textarea, select") && event.target.value;
        if (!step || !event.altKey || typing) return;
        let links = [...document.querySelectorAll("#panel .cited-here a.marker")];
        if (links.length === 0) links = [...element.querySelectorAll(".exchange:last-child a.quote")];
        const current = links.findIndex((link) => link.getAttribute("aria-current") === "true");
        const next = current < 0 ? links[0] : links[current + step];
        if (!next) return;
        event.preventDefault();
        next.click();
      },
      { capture: true },
    );
  }

  // A page of a PDF or its text: what was chosen last stays. On a phone a page is too small to be read at first.
  const showView = () => {
    const page = element.querySelector(".page-view");
    if (!page) return;
    const view = window.pinciteView ?? (window.innerWidth > 820 ? "page" : "text");
    for (const button of element.querySelectorAll("button.view")) button.setAttribute("aria-pressed", button.name === view);
    page.hidden = view !== "page";
    element.querySelector(".document-text").hidden = view === "page";
    if (view !== "page") return reveal();
    const target = page.querySelector(".target");
    page.scrollTop = target.offsetTop - Math.min(page.clientHeight / 3, 160);
  };

  if (part === "panel") {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button.view");
      if (!button) return;
      window.pinciteView = button.name;
      showView();
    });
    const openAddress = () => {
      if (!location.hash.startsWith("#cite-")) return;
      showSide(element);
      trigger("open", { place: location.hash });
    };
    window.addEventListener("hashchange", openAddress);
    // Not before the panel has its first words, which would take the place of what is opened.
    let begun = element.querySelector(".nothing-open") !== null;
    if (begun) setTimeout(openAddress);
    watch("value", () => {
      if (!begun) setTimeout(openAddress);
      begun = true;
      closePreview();
      markOpened();
      element.querySelector(".document-text")?.removeAttribute("hidden");
      showView();
      const title = element.querySelector(".document-title")?.textContent;
      const sentence = element.querySelector("mark.target")?.textContent;
      if (title && sentence) announce(`${title}: ${sentence}`);
    });
  }

  if (element.closest("#exported")) {
    watch("value", () => element.querySelector("a")?.click());
  }
}

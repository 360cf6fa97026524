// Runs after chat.js for the table of a question that is asked of each document, and for the way there.

{
  const ways = element.closest("#ways");
  const grid = element.closest("#grid");

  const go = (name) => {
    document.body.classList.toggle("asking-each", name === "each");
    for (const way of document.querySelectorAll("#ways button.way")) {
      way.setAttribute("aria-pressed", String(way.name === name));
    }
  };

  if (ways) {
    element.addEventListener("click", (event) => {
      const way = event.target.closest("button.way");
      if (!way) return;
      go(way.name);
      document.querySelector(way.name === "each" ? "#each-composer textarea" : "#composer textarea")?.focus();
    });
    // What opens a conversation leads back to it.
    document.addEventListener("click", (event) => {
      if (event.target.closest("a[href='#restart'], #history .entry")) go("together");
    });
  }

  if (grid) {
    const tools = ["go_on", "save"];
    // Sorted here, and again whenever rows came: they are written in the order in which they were asked.
    const sorting = { column: -1, down: false };
    const cellOf = (row) => row.cells[sorting.column].dataset.sorted;
    const compared = (one, other) => {
      const [a, b] = [cellOf(one), cellOf(other)];
      if (sorting.column === 3) return Number(a) - Number(b);
      if (!a || !b) return sorting.down ? Number(!!a) - Number(!!b) : Number(!a) - Number(!b); // empty ones last
      return a.localeCompare(b, undefined, { numeric: true });
    };
    const sort = () => {
      const body = element.querySelector("tbody");
      if (!body || sorting.column < 0) return;
      const rows = [...body.rows].sort((a, b) => (sorting.down ? -1 : 1) * compared(a, b));
      body.append(...rows);
      element.querySelectorAll("thead th").forEach((head, number) => {
        const now = sorting.down ? "descending" : "ascending";
        head.setAttribute("aria-sort", number === sorting.column ? now : "none");
      });
    };

    // What the panel shows is marked in the table, too.
    const opened = { id: "" };
    const mark = () => {
      for (const link of element.querySelectorAll("a.grid-open")) {
        if (link.id === opened.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    };

    element.addEventListener("click", (event) => {
      const head = event.target.closest("button.sort");
      const tool = event.target.closest("button.grid-tool");
      const link = event.target.closest("a.grid-open");
      if (head) {
        const column = Number(head.value);
        sorting.down = sorting.column === column ? !sorting.down : column === 3; // the most probable first
        sorting.column = column;
        sort();
      } else if (tools.includes(tool?.name)) {
        trigger(tool.name);
      } else if (link) {
        opened.id = link.id;
        mark();
      } else if (!event.target.closest("a") && !window.getSelection().toString()) {
        event.target.closest("tbody tr")?.querySelector("a.grid-open").click();
      }
    });

    element.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !event.target.matches("a.grid-open")) return;
      const links = [...element.querySelectorAll("a.grid-open")];
      const next = links[links.indexOf(event.target) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      if (event.altKey) next.click();
    });

    // Rows are drawn anew, and nodes used again for others: what has the focus keeps it.
    let focused = "";
    document.addEventListener("pointerdown", () => (focused = ""));
    document.addEventListener("focusin", (event) => (focused = element.contains(event.target) ? event.target.id : ""));
    watch("value", () => {
      sort();
      mark();
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    });
  }
}

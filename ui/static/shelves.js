// Runs after chat.js for the parts that list things: what a button or a box is called is what happens.

{
  const acts = [
    "resume", "naming", "discard", "restore", "choose", "folder", "all", "remove", "prune", "cancel", "export",
    "naming_library", "leaving_library", "remove_library", "keep_library", "leave_folder",
  ];

  element.addEventListener("click", (event) => {
    const pressed = event.target.closest("button.act");
    if (pressed?.name === "sign-out") {
      fetch("logout", { method: "POST" }).then(() => window.location.assign("./"));
      return;
    }
    if (!pressed || !acts.includes(pressed.name)) return;
    trigger(pressed.name, { value: pressed.value });
    if (pressed.name === "resume") hideSide();
  });

  element.addEventListener("change", (event) => {
    if (event.target.matches("input.act")) trigger(event.target.name, { value: event.target.value });
    if (!event.target.matches("select.act")) return;
    // What is chosen shows once it is open: until then, or if it cannot be opened, the one before is.
    const wanted = event.target.value;
    event.target.value = event.target.querySelector("option[selected]")?.value ?? "";
    trigger("open_library", { value: wanted });
  });

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = event.target.querySelector("input").value;
    if (event.target.id === "new-library") trigger("make_library", { text });
    else trigger("rename", { value: event.target.id, text });
  });

  watch("value", () => {
    // Nodes are used again for other lines, and would keep what was ticked or typed before.
    for (const box of element.querySelectorAll("input.act")) box.checked = box.defaultChecked;
    for (const option of element.querySelectorAll("option")) option.selected = option.defaultSelected;
    const title = element.querySelector(".renaming input");
    if (title) title.value = title.defaultValue;
    if (title) title.select();
    if (title?.form.id === "new-library") title.focus();
  });

  // Files and folders may be dropped anywhere; they go the way of those chosen with the button.
  if (element.closest("#masthead")) {
    // The field is there once its tab has been seen.
    const field = async (tries = 300) => {
      const found = document.querySelector("#upload")?.parentElement.querySelector('input[type="file"]');
      if (found || tries === 0) return found;
      await new Promise(requestAnimationFrame);
      return field(tries - 1);
    };

    const within = async (entry) => {
      if (entry.name.startsWith(".")) return [];
      if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
      const reader = entry.createReader();
      const files = [];
      for (;;) {
        // A reader gives a hundred entries at a time, and none at the end.
        const some = await new Promise((found, failed) => reader.readEntries(found, failed));
        if (some.length === 0) return files;
        for (const one of some) files.push(...(await within(one)));
      }
    };

    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    const mark = (event, over) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      document.body.classList.toggle("dropping", over);
    };
    document.addEventListener("dragover", (event) => mark(event, true));
    document.addEventListener("dragleave", (event) => event.relatedTarget || mark(event, false));
    document.addEventListener("drop", async (event) => {
      if (!carriesFiles(event)) return;
      mark(event, false);
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
      const dropped = new DataTransfer();
      const loose = entries.length ? [] : [...event.dataTransfer.files];
      for (const file of loose) dropped.items.add(file);
      for (const entry of entries) for (const file of await within(entry)) dropped.items.add(file);
      if (dropped.files.length === 0) return;
      element.querySelector("a[href='#documents']")?.click();
      const input = await field();
      if (!input) return; // whoever may not add files has no such field
      input.files = dropped.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

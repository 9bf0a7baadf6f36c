/* The editor of a map: search as one types, keys on boxes, drag and drop. Without it every form works by itself. */
"use strict";

(() => {
  const editor = document.getElementById("map-editor");
  if (!editor) return;
  const find = (id) => document.getElementById(id);
  const search = find("map-search");
  const list = find("map-found");
  const addForm = find("map-add");
  const WAIT = 120; /* milliseconds of silence before the search is sent */
  const touched = new Set(); /* ids of the choices that the person made themselves since the last box was added */
  let active = null; /* the option that is chosen in the list */
  let before = ""; /* the column before an option proposed another one */
  let timer = 0;
  let queue = Promise.resolve();
  let answered = false;

  function say(sentence) {
    const said = document.createElement("p");
    said.className = "map-said";
    said.textContent = sentence;
    find("map-said").replaceChildren(said);
  }

  /* One change after the other, each sent when the one before it has come back. */
  function send(url, values, then) {
    queue = queue.then(async () => {
      answered = false;
      const kept = [...touched].map((id) => [id, find(id)?.value]);
      try {
        await htmx.ajax("POST", url, { source: editor, target: "#map-board", swap: "outerHTML", values: values() });
      } catch { /* app.js says what went wrong */ }
      kept.forEach(([id, value]) => { if (touched.has(id) && find(id)) find(id).value = value; });
      arrange();
      then(answered);
    });
  }

  editor.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === editor || event.detail.elt === editor) answered = event.detail.xhr.status < 400;
  });

  /* Adding */

  const fields = (form, button) => Object.fromEntries(new FormData(form, button));

  function add() {
    const [text, pick] = [search.value.trim(), active ? active.dataset.pick : ""];
    if (!text && !pick) return say("Search for a program, course or occupation, or type what the box says.");
    const place = find("map-column").value;
    const source = touched.has("map-from") ? find("map-from").value : null;
    search.value = "";
    close();
    touched.clear();
    send(addForm.action, () => {
      const said = { to_column: place, from_box: source ?? sourceFor(place) }; /* what was added last is known only now */
      return { ...fields(addForm), ...said, q: text, pick };
    }, (done) => {
      if (!done && !search.value) search.value = text;
      if (!editor.contains(document.activeElement) || document.activeElement === document.body) search.focus();
    });
    search.focus();
    return undefined;
  }

  /* From which box the next one is connected, unless the person chose: siblings in a column have the same origin. */
  function sourceFor(place) {
    const last = find("map-last");
    if (!last.dataset.column) return find("map-from").value;
    const columns = [...find("map-column").options].map((option) => option.value);
    const ahead = columns.indexOf(place) - columns.indexOf(last.dataset.column);
    if (ahead > 0) return last.value;
    return ahead === 0 ? find("map-origin").value : "";
  }

  function followColumn() {
    if (!touched.has("map-from")) find("map-from").value = sourceFor(find("map-column").value);
  }

  function sayWhere() {
    const [column, from] = [find("map-column"), find("map-from")];
    const source = from.value ? `connected from ${from.selectedOptions[0].textContent}` : "not connected";
    say(`The next box goes to ${column.selectedOptions[0].textContent}, ${source}.`);
  }

  function stepColumn(step) {
    const column = find("map-column");
    const place = column.selectedIndex + step;
    if (place < 0 || place >= column.options.length) return;
    column.selectedIndex = place;
    touched.add("map-column");
    followColumn();
    sayWhere();
  }

  /* What follows this box: the next column, connected from it. */
  function continueFrom(number) {
    find("map-from").value = number;
    touched.add("map-from");
    const option = find("map-from").selectedOptions[0];
    const column = find("map-column");
    if (option && option.dataset.column) {
      column.value = option.dataset.column;
      if (column.selectedIndex < column.options.length - 1) column.selectedIndex += 1;
    }
    sayWhere();
  }

  /* The search field and its list: a combobox whose options are chosen with the arrows while the focus stays. */

  const options = () => [...list.querySelectorAll("[role=option]")];

  function open(shown) {
    list.hidden = !shown;
    search.setAttribute("aria-expanded", String(shown));
  }

  function close() {
    clearTimeout(timer);
    choose(null);
    list.replaceChildren();
    open(false);
  }

  function choose(option) {
    active?.setAttribute("aria-selected", "false");
    const column = find("map-column");
    if (!touched.has("map-column")) {
      if (!active) before = column.value;
      column.value = option?.dataset.column || before || column.value;
      followColumn();
    }
    active = option;
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      search.setAttribute("aria-activedescendant", option.id);
    } else {
      search.removeAttribute("aria-activedescendant");
      before = "";
    }
  }

  function stepOption(step) {
    const all = options();
    if (!all.length) return;
    open(true);
    const place = active ? all.indexOf(active) + step : step > 0 ? 0 : all.length - 1;
    choose(all[place] || null);
  }

  function onSearchKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = {
      ArrowDown: () => stepOption(1),
      ArrowUp: () => stepOption(-1),
      PageDown: () => stepColumn(1),
      PageUp: () => stepColumn(-1),
      Enter: add,
      Escape: close,
    };
    if (!actions[event.key] || event.shiftKey) return;
    event.preventDefault();
    actions[event.key]();
  }

  search.addEventListener("keydown", onSearchKey);
  /* “grade 12: Internship” says in which column; the server reads it the same way. */
  function readColumn() {
    const [, words] = search.value.match(/^([^:]+):/) || [];
    if (!words) return;
    const said = words.trim().toLowerCase().replace(/^(\d+)$/, "grade $1");
    const all = [...find("map-column").options].map((option) => [option, option.textContent.toLowerCase()]);
    const exact = all.filter(([, label]) => label === said || label.replace(/^college /, "") === said);
    const fitting = exact.length ? exact : all.filter(([, label]) => label.startsWith(said));
    if (fitting.length !== 1) return;
    find("map-column").value = fitting[0][0].value;
    touched.add("map-column");
    followColumn();
  }

  search.addEventListener("input", () => {
    choose(null);
    readColumn();
    clearTimeout(timer);
    if (!search.value.trim()) return close();
    timer = setTimeout(() => htmx.trigger(search, "map-search"), WAIT);
    return undefined;
  });
  search.addEventListener("blur", () => { setTimeout(() => { if (document.activeElement !== search) open(false); }, 150); });
  search.addEventListener("focus", () => { if (options().length) open(true); });
  list.addEventListener("mousedown", (event) => event.preventDefault()); /* the focus stays in the field */
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    choose(option);
    add();
  });
  list.addEventListener("htmx:afterSwap", () => {
    if (!search.value.trim()) return close();
    active = null;
    const number = options().length;
    open(number > 0);
    say(number ? `${number} found. Arrow down chooses one.` : "Nothing is found. Enter adds your own words.");
    return undefined;
  });

  /* Boxes */

  const boxes = () => [...editor.querySelectorAll(".map-box-name")];
  const itemOf = (node) => (node instanceof Element ? node.closest(".map-box[data-number]") : null);

  /* The tabulator goes to one box; arrows go on from there. Boxes can be dragged. */
  function arrange() {
    const all = boxes();
    const stop = all.find((box) => box === document.activeElement) || find(`box-${find("map-board").dataset.chosen}`) || all[0];
    all.forEach((box) => {
      box.tabIndex = box === stop ? 0 : -1;
      box.draggable = false;
      itemOf(box).draggable = true;
    });
    ["map-undo", "map-redo"].forEach((id) => find(id).removeAttribute("data-noscript"));
  }

  function focusBox(box) {
    if (!box) return;
    boxes().forEach((other) => { other.tabIndex = other === box ? 0 : -1; });
    box.focus();
  }

  function neighbour(box, key) {
    const column = [...box.closest("ol").querySelectorAll(".map-box-name")];
    const place = column.indexOf(box);
    if (key === "ArrowUp") return column[place - 1];
    if (key === "ArrowDown") return column[place + 1];
    const filled = [...editor.querySelectorAll(".map-column ol")].filter((one) => one.children.length);
    const there = filled[filled.indexOf(box.closest("ol")) + (key === "ArrowRight" ? 1 : -1)];
    const others = there ? [...there.querySelectorAll(".map-box-name")] : [];
    return others[Math.min(place, others.length - 1)];
  }

  /* After a change the focus is on the box it was about, or on one beside it where that is gone. */
  function back(number, beside) {
    return () => {
      if (document.activeElement && document.activeElement !== document.body) return;
      focusBox(find(`box-${number}`) || find(`box-${beside}`));
      if (document.activeElement === document.body) search.focus();
    };
  }

  function changed(url, number, values) {
    const item = find(`box-${number}`)?.closest(".map-box");
    const beside = (item?.nextElementSibling || item?.previousElementSibling)?.dataset.number;
    const chosen = find("map-board").dataset.chosen;
    send(url, () => ({ seen: addForm.elements.seen.value, number, box: chosen, ...values }), back(number, beside));
  }

  const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

  function onBoxKey(event) {
    const box = event.target.closest?.(".map-box-name");
    if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
    const { number } = itemOf(box).dataset;
    const { move, delete: gone } = find("map-board").dataset;
    if (WAYS[event.key] && event.shiftKey) changed(move, number, { direction: WAYS[event.key] });
    else if (WAYS[event.key]) focusBox(neighbour(box, event.key));
    else if (event.key === "Delete") changed(gone, number, { box: "" });
    else return;
    event.preventDefault();
  }

  function onUndoKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.target.closest?.("input, textarea, select") && event.target.value) return; /* the field's own undo */
    const key = event.key.toLowerCase();
    const id = key === "y" || (key === "z" && event.shiftKey) ? "map-redo" : key === "z" ? "map-undo" : "";
    if (!id) return;
    event.preventDefault();
    find(id).click();
  }

  editor.addEventListener("keydown", onBoxKey);
  document.addEventListener("keydown", onUndoKey);
  editor.addEventListener("focusin", (event) => {
    const box = event.target.closest?.(".map-box-name");
    if (box) boxes().forEach((other) => { other.tabIndex = other === box ? 0 : -1; });
  });
  editor.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-from]");
    if (!link) return;
    event.preventDefault();
    continueFrom(link.dataset.from);
    search.focus();
  });
  editor.addEventListener("change", (event) => {
    if (event.target.id === "map-column" || event.target.id === "map-from") {
      touched.add(event.target.id);
      if (event.target.id === "map-from" && !touched.has("map-column")) continueFrom(event.target.value);
      else followColumn();
    }
  });
  editor.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (form === addForm) {
      add();
      return;
    }
    if (event.submitter?.getAttribute("aria-disabled") === "true") return;
    const values = fields(form, event.submitter);
    const number = values.number || values.box || "";
    send(form.action, () => ({ ...values, seen: addForm.elements.seen.value }), back(number, ""));
  });
  editor.addEventListener("htmx:afterSettle", arrange);

  /* Drag and drop: before the box on whose upper half one lets go, after it on the lower, else at the end. */

  let dragged = null;

  function placeAt(column, y) {
    const others = [...column.querySelectorAll(".map-box")].filter((item) => item !== dragged);
    const place = others.findIndex((item) => {
      const { top, height } = item.getBoundingClientRect();
      return y < top + height / 2;
    });
    return { place: place < 0 ? others.length : place, item: others[place] || null };
  }

  function unmark() {
    editor.querySelectorAll(".map-drop, .map-drop-before").forEach((one) => one.classList.remove("map-drop", "map-drop-before"));
  }

  editor.addEventListener("dragstart", (event) => {
    dragged = itemOf(event.target);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.number);
  });
  editor.addEventListener("dragover", (event) => {
    const column = event.target.closest?.(".map-column");
    if (!dragged || !column) return;
    event.preventDefault();
    unmark();
    column.classList.add("map-drop");
    placeAt(column, event.clientY).item?.classList.add("map-drop-before");
  });
  editor.addEventListener("drop", (event) => {
    const column = event.target.closest?.(".map-column");
    if (!dragged || !column) return;
    event.preventDefault();
    const { place } = placeAt(column, event.clientY);
    changed(find("map-board").dataset.put, dragged.dataset.number, { column: column.dataset.column, place });
  });
  editor.addEventListener("dragend", () => { dragged = null; unmark(); });

  document.querySelectorAll("[data-script]").forEach((one) => { one.hidden = false; });
  arrange();
})();

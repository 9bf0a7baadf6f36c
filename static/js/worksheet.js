/* Saves a worksheet's row as soon as the person leaves it, and loses nothing that is typed while it is on its way. */
"use strict";

(() => {
  const LEFT = "cell-left";
  const ENOUGH = ["not_applicable", "0"]; /* answers of a list that need nothing beside them */
  const kept = new Map();

  const rowOf = (node) => (node instanceof Element ? node.closest("tr[data-cell]") : null);
  const fieldsOf = (row) => [...row.querySelectorAll("input:not([type=hidden]), select")];
  const isTouched = (row) => "touched" in row.dataset;
  const isOnItsWay = (row) => row.classList.contains("htmx-request");

  function touch(event) {
    const row = rowOf(event.target);
    if (row) row.dataset.touched = "";
  }

  function save(row) {
    if (row.isConnected && isTouched(row) && !isOnItsWay(row)) htmx.trigger(row, LEFT);
  }

  /* Where the focus went is known only after the event. */
  function onLeaving(event) {
    const row = rowOf(event.target);
    if (row) setTimeout(() => { if (!row.contains(document.activeElement)) save(row); });
  }

  /* Enter on the last row: the focus stays, the row is done all the same. */
  function onEnd(event) {
    const row = rowOf(event.target);
    if (row) save(row);
  }

  function onChoice(event) {
    const row = rowOf(event.target);
    if (row && event.target.tagName === "SELECT" && ENOUGH.includes(event.target.value)) save(row);
  }

  function onSending(event) {
    const row = rowOf(event.target);
    if (row) delete row.dataset.touched;
  }

  function onFailure(event) {
    const row = rowOf(event.target);
    if (row) row.dataset.touched = "";
  }

  /* The row is about to be replaced: keep what has been typed since it was sent, and what was open. */
  function onReplacing(event) {
    const row = rowOf(event.detail.target);
    if (!row) return;
    kept.set(row.id, {
      typed: isTouched(row) ? fieldsOf(row).map((field) => [field.id, field.value]) : [],
      open: [...row.querySelectorAll("details[open]")].map((details) => details.id),
      focus: row.contains(document.activeElement) ? document.activeElement.id : "",
    });
  }

  function onReplaced(event) {
    for (const [id, before] of kept) {
      kept.delete(id);
      const row = document.getElementById(id);
      if (!row) continue;
      before.open.forEach((details) => { const found = document.getElementById(details); if (found) found.open = true; });
      before.typed.forEach(([field, value]) => { const found = document.getElementById(field); if (found) found.value = value; });
      if (before.typed.length) row.dataset.touched = "";
      if (before.focus && !row.contains(document.activeElement)) document.getElementById(before.focus)?.focus({ preventScroll: true });
      if (before.typed.length && !row.contains(document.activeElement)) save(row);
    }
  }

  function onClosing(event) {
    if (document.querySelector("tr[data-cell][data-touched]")) event.preventDefault();
  }

  document.addEventListener("input", touch);
  document.addEventListener("change", touch);
  document.addEventListener("change", onChoice);
  document.addEventListener("focusout", onLeaving);
  document.addEventListener("grid-end", onEnd);
  document.addEventListener("htmx:beforeRequest", onSending);
  document.addEventListener("htmx:beforeSwap", onReplacing);
  document.addEventListener("htmx:afterSwap", onReplaced);
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, onFailure));
  document.addEventListener("submit", () => window.removeEventListener("beforeunload", onClosing));
  window.addEventListener("beforeunload", onClosing);
})();

/* Makes faster what works without it: moving between cells, filters that apply at once, and a word when saving fails. */
"use strict";

(() => {
  const SKIPS = ["SELECT", "TEXTAREA"];
  const OWN_ARROWS = ["date", "time", "month", "radio", "range"];

  /* Where a failure or a success is told, seen and heard. */
  function say(sentence) {
    const region = document.getElementById("live");
    if (region) region.textContent = sentence;
  }

  function keepsArrows(field) {
    return SKIPS.includes(field.tagName) || OWN_ARROWS.includes(field.type);
  }

  /* The caret stands at this edge, or everything is selected; a field that knows no caret counts only when empty. */
  function atEdge(field, forward) {
    if (field.value === "") return true;
    if (field.selectionStart === null) return false;
    const whole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    const edge = forward ? field.value.length : 0;
    return whole || (field.selectionStart === edge && field.selectionEnd === edge);
  }

  function usable(field) {
    return !field.disabled && field.offsetParent !== null;
  }

  /* The fields one moves along: the same column through all tables of the page, or the same row of this table. */
  function lineOf(field, vertical) {
    if (vertical) {
      const column = CSS.escape(field.dataset.col);
      return [...document.querySelectorAll(`[data-grid] [data-row][data-col="${column}"]`)].filter(usable);
    }
    const row = CSS.escape(field.dataset.row);
    return [...field.closest("[data-grid]").querySelectorAll(`[data-col][data-row="${row}"]`)].filter(usable);
  }

  function neighbour(field, vertical, forward) {
    const line = lineOf(field, vertical);
    return line[line.indexOf(field) + (forward ? 1 : -1)];
  }

  function moveTo(field) {
    field.focus();
    if (typeof field.select === "function" && !keepsArrows(field)) field.select();
  }

  function onGridKey(event) {
    const field = event.target;
    if (!field.dataset || !field.dataset.col || !field.closest("[data-grid]")) return;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const enter = event.key === "Enter" && field.tagName !== "TEXTAREA";
    const vertical = enter || event.key === "ArrowDown" || event.key === "ArrowUp";
    if (!vertical && event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    if (!enter && (keepsArrows(field) || event.shiftKey)) return;
    const forward = enter ? !event.shiftKey : event.key === "ArrowDown" || event.key === "ArrowRight";
    if (!vertical && !atEdge(field, forward)) return;
    const next = neighbour(field, vertical, forward);
    if (!next && !enter) return;
    event.preventDefault();
    /* Leaving the field is what saves it. On the last row there is nowhere to go, and Enter must not send the whole. */
    if (next) moveTo(next);
    else field.dispatchEvent(new CustomEvent("grid-end", { bubbles: true }));
  }

  function onSlash(event) {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const search = document.querySelector("input[type=search]");
    if (!search) return;
    event.preventDefault();
    moveTo(search);
  }

  function closeMenus(except) {
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }

  function onEscape(event) {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("[data-menu][open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  }

  /* A filter applies as it is chosen; after the page has come back the focus is where it was. */
  const LAST_CHOICE = "last-choice";

  function onChange(event) {
    const field = event.target;
    if (!field.matches("[data-autosubmit]") || !field.form) return;
    if (field.id) sessionStorage.setItem(LAST_CHOICE, `${location.pathname} ${field.id}`);
    field.form.requestSubmit();
  }

  function returnToChoice() {
    const [path, id] = (sessionStorage.getItem(LAST_CHOICE) || "").split(" ");
    sessionStorage.removeItem(LAST_CHOICE);
    if (path === location.pathname && id) document.getElementById(id)?.focus({ preventScroll: true });
  }

  function hideNoScript(root) {
    root.querySelectorAll("[data-noscript]").forEach((button) => { button.hidden = true; });
  }

  document.addEventListener("keydown", (event) => {
    onGridKey(event);
    onSlash(event);
    onEscape(event);
  });
  document.addEventListener("change", onChange);
  document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));

  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  /* What did not happen, and that nothing typed is lost. */
  function outcome(event) {
    return event.detail.requestConfig.verb === "get" ? "This could not be shown" : "This was not saved";
  }
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    const why = {
      403: "you may not change it, or you have been signed out. Load the page again.",
      404: "it is no longer there. Load the page again.",
    };
    say(`${outcome(event)}: ${why[status] || "the server could not answer. What you typed is still here; try again."}`);
  });
  document.addEventListener("htmx:sendError", (event) => {
    say(`${outcome(event)}: there is no connection. What you typed is still here; try again.`);
  });
  document.addEventListener("htmx:timeout", (event) => {
    say(`${outcome(event)}: the server took too long. What you typed is still here; try again.`);
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) say(""); });
  document.addEventListener("htmx:load", (event) => hideNoScript(event.detail.elt));

  /* Rows were moved: the server says their order. They are put into it as they are, so that forms open in them stay. */
  document.addEventListener("rows-ordered", (event) => {
    const pressed = document.activeElement;
    const rows = event.detail.rows.map((id) => document.getElementById(id)).filter(Boolean);
    rows.forEach((row) => row.parentElement.append(row));
    const status = document.getElementById("agreed-saved");
    if (status) status.textContent = event.detail.said;
    pressed.focus();
    /* at an end of the list the button that was pressed is gone */
    if (document.activeElement !== pressed) pressed.form?.querySelector(`button:not(#${pressed.id})`)?.focus();
  });

  hideNoScript(document);
  returnToChoice();
})();

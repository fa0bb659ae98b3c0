// Keys that work on every page: "/" search, Esc back, Alt+1 to 6 the tabs, F9 then Enter the
// emergency, Enter the one step that counts when it is ready, "g" and a letter to a section of the
// page. Only short cuts: every one of them is also a link or a button on the page.
(function () {
  "use strict";
  const first = (selector) => document.querySelector(selector);
  const inField = (target) => target.matches("input, select, textarea, [contenteditable]");

  function closeMenu() {
    const open = first("details[data-menu][open]");
    if (!open) return false;
    open.open = false;
    open.querySelector("summary").focus();
    return true;
  }

  function go(selector) {
    const link = first(selector);
    if (link) link.click();
    return Boolean(link);
  }

  // A field that was written in is not thrown away by one key: the first Esc only leaves the field.
  function escape(target) {
    if (closeMenu() || first("dialog[open]")) return true;
    if (inField(target) && target.type !== "radio" && target.type !== "checkbox") { target.blur(); return true; }
    return go("[data-back]");
  }

  // "g", then within a second and a half the letter of a link with data-go.
  let goes = 0;
  function jump(event, target) {
    if (event.ctrlKey || event.metaKey || event.altKey || inField(target)) return false;
    if (event.timeStamp - goes < 1500 && /^[a-z]$/.test(event.key)) {
      goes = 0;
      return go('[data-go="' + event.key + '"]');
    }
    goes = event.key === "g" && first("[data-go]") ? event.timeStamp : 0;
    return goes > 0;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.key === "F9") {
      const button = first("[data-overdose]") || first("[data-emergency]");
      if (button) { button.focus(); event.preventDefault(); }
    } else if (event.key === "Escape") {
      if (escape(target)) event.preventDefault();
    } else if (event.altKey && /^Digit[1-6]$/.test(event.code)) {
      if (go('[data-key="' + event.code.slice(5) + '"]')) event.preventDefault();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !inField(target)) {
      const search = first("[data-search]");
      if (search) { search.focus(); search.select(); event.preventDefault(); }
    } else if (event.key === "Enter" && target === document.body) {
      const step = first("[data-primary]:not([aria-disabled='true']):not(:disabled)");
      if (step) { step.click(); event.preventDefault(); }
    } else if (jump(event, target)) {
      event.preventDefault();
    }
  });

  // A step that is not open yet keeps the focus but does nothing; its reason stands beside it.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[aria-disabled='true']");
    if (button) { event.preventDefault(); event.stopImmediatePropagation(); }
    const menu = first("details[data-menu][open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  }, true);

  const problem = first("[data-focus-first]");
  if (problem) problem.focus();
})();

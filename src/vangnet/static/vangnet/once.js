// A form is sent once, however often its button is pressed. Only a courtesy to the eye and the network:
// what makes two presses one dose is the request id that the server checks.
(function () {
  "use strict";
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true"); // not disabled: its name and value must go along
  });
  // A page taken from memory, or a form answered in place, may be sent again.
  window.addEventListener("pageshow", forget);
  document.addEventListener("htmx:afterRequest", forget);
  function forget() {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    document.querySelectorAll("[aria-busy='true']").forEach((button) => { button.removeAttribute("aria-busy"); });
  }
})();

// Scanners type like a keyboard: one quick burst that starts with "~", a letter and ":" and ends with Enter.
//   ~P:<patient pass>   ~S:<staff badge>   ~C:<container>   ~K:<kit>
// The burst is caught before any field sees it, then given to the field marked for it:
//   <input data-scan="patient">  (patient, staff, container or kit)
// With data-scan-send the field's form is sent as well: for searches and signatures only. A scan never
// presses a button that hands out, orders or ends something. A kind without a field on this page goes to
// the page named by <html data-scan-patient="..."> (or -staff), or is answered with a sentence.
(function () {
  "use strict";
  const KINDS = { P: "patient", S: "staff", C: "container", K: "kit" };
  const GAP_MS = 80; // a person does not type this fast
  let burst = null, last = 0;

  function give(kind, code) {
    const told = !document.dispatchEvent(new CustomEvent("vangnet:scan", { detail: { kind, code }, cancelable: true }));
    if (told) return;
    const field = document.querySelector('[data-scan="' + kind + '"]:not(:disabled)');
    if (field) { fill(field, code); return; }
    const form = document.querySelector('form[data-scan-form="' + kind + '"]');
    if (form) { form.querySelector("[data-scan-code]").value = code; form.requestSubmit(); return; }
    const place = document.getElementById("announce");
    if (place) place.textContent = place.getAttribute("data-say-scan") || "";
  }

  function fill(field, code) {
    field.value = code;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
    if ("scanSend" in field.dataset && field.form && !field.form.querySelector("[data-hands-out]")) field.form.requestSubmit();
  }

  function finish() {
    const match = /^~([PSCK]):(.+)$/.exec(burst);
    burst = null;
    if (match) give(KINDS[match[1]], match[2].trim());
  }

  // Keys held back that turned out not to be a scan are given to the field they were meant for.
  function release(target) {
    const held = burst;
    burst = null;
    if (held && target instanceof HTMLElement && "value" in target && typeof target.setRangeText === "function") {
      target.setRangeText(held, target.selectionStart, target.selectionEnd, "end");
      target.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  document.addEventListener("keydown", (event) => {
    const slow = event.timeStamp - last > GAP_MS;
    last = event.timeStamp;
    if (burst !== null && slow) release(event.target);
    if (burst === null && event.key !== "~") return;
    if (event.key === "Enter") { event.preventDefault(); event.stopImmediatePropagation(); finish(); return; }
    if (event.key.length !== 1) return; // Shift and its like, in the middle of a burst
    event.preventDefault();
    event.stopImmediatePropagation();
    burst = (burst === null ? "" : burst) + event.key;
  }, true);
})();

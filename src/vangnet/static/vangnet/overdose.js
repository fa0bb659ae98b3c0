// The press of "Overdose" answers at once, however slow the server is: what to do stands there with a
// clock that runs, until the record opens. Without scripts the form does the same, only later.
(function () {
  "use strict";
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-overdose-form]") || event.defaultPrevented) return;
    const kept = document.querySelector("[data-overdose-wait]");
    if (!kept || document.querySelector(".em-wait")) return;
    document.body.append(kept.content.cloneNode(true));
    const began = Date.now(), face = document.querySelector("[data-wait-clock]");
    setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      face.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
    }, 500);
  });
  // Taken back from memory, the page is a page again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll(".em-wait").forEach((one) => one.remove());
  });
})();

// The press of "Overdose" answers at once, however slow the server is: what to do stands there with a
// clock that runs, until the record opens. What is not written is sent again by itself, with the same request
// id, so that it is written once. Without scripts the form does the same, only later.
(function () {
  "use strict";
  const AGAIN = 2000, PATIENCE = 15000, LATE = 5000; // the server itself gives up after ten seconds

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-overdose-form]") || event.defaultPrevented) return;
    const kept = document.querySelector("[data-overdose-wait]");
    if (!kept || document.querySelector(".em-wait")) return;
    event.preventDefault();
    document.body.append(kept.content.cloneNode(true));
    const began = Date.now(), face = document.querySelector("[data-wait-clock]");
    setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      face.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
    }, 500);
    const late = setTimeout(tell, LATE);
    send(form, new URLSearchParams(new FormData(form)), late);
  });

  function tell() {
    const note = document.querySelector("[data-wait-late]"), soon = document.querySelector("[data-wait-soon]");
    if (note) { note.hidden = false; soon.hidden = true; }
  }

  async function send(form, body, late) {
    let answer = null;
    try {
      answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    } catch (error) { /* no answer: again */ }
    if (answer && answer.ok) { clearTimeout(late); location.assign(answer.url); return; }
    // It is not for us to press: the server's own page says why.
    if (answer && answer.status < 500) { HTMLFormElement.prototype.submit.call(form); return; }
    tell();
    setTimeout(() => send(form, body, late), AGAIN);
  }

  // Taken back from memory, the page is a page again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll(".em-wait").forEach((one) => one.remove());
  });
})();

// Ticks the clock and the timers. The server owns the time: the page carries its moment, this keeps
// the difference with this machine. Without it the page stands still at the time of loading.
(function () {
  "use strict";
  const root = document.documentElement;
  let ahead = 0;

  function learn(serverMs, localMs) { if (Number.isFinite(serverMs)) ahead = serverMs - localMs; }
  function now() { return Date.now() + ahead; }
  window.vangnetNow = now;

  const entry = performance.getEntriesByType("navigation")[0];
  const given = parseInt(root.dataset.serverNow, 10);
  learn(given, Date.now() - performance.now() + (entry ? entry.responseStart : 0));
  // A page taken from memory carries an old moment: ask again.
  if (entry && entry.type === "back_forward") {
    fetch(location.href, { method: "HEAD", cache: "no-store" })
      .then((answer) => learn(Date.parse(answer.headers.get("Date")), Date.now())).catch(() => {});
  }
  document.addEventListener("vangnet:time", (event) => learn(event.detail.at, Date.now()));

  const zone = root.dataset.zone || undefined;
  const face = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone });

  function digits(ms) {
    const all = Math.max(0, Math.floor(ms / 1000));
    const hours = Math.floor(all / 3600), minutes = Math.floor((all % 3600) / 60);
    const two = (n) => String(n).padStart(2, "0");
    return hours ? hours + ":" + two(minutes) + ":" + two(all % 60) : minutes + ":" + two(all % 60);
  }

  function say(minutesLeft) {
    const place = document.getElementById("announce");
    if (place) place.textContent = place.dataset["say-" + minutesLeft] || place.getAttribute("data-say-" + minutesLeft) || "";
  }

  // Spoken only when the time passes 5 min, 1 min and 0, and not for what was over at loading.
  function announce(timer, left) {
    const before = timer.vangnetLeft;
    timer.vangnetLeft = left;
    if (before === undefined) return;
    for (const minutes of [5, 1, 0]) {
      const edge = minutes * 60000;
      if (before > edge && left <= edge) {
        if ("announce" in timer.dataset) say(minutes);
        if (minutes === 0) timer.dispatchEvent(new CustomEvent("vangnet:over", { bubbles: true }));
      }
    }
  }

  function tick(timer) {
    const kind = timer.dataset.timer, at = now();
    const start = parseInt(timer.dataset.start, 10), until = parseInt(timer.dataset.until, 10);
    const text = timer.querySelector("[data-digits]") || timer;
    const minutes = Math.max(0, Math.floor((at - start) / 60000));
    const shown = kind === "minutes" ? String(minutes) : digits(kind === "up" ? at - start : until - at);
    if (shown !== "NaN" && shown.indexOf("NaN") < 0 && text.textContent !== shown) text.textContent = shown;
    const circle = timer.querySelector("[data-ring]");
    if (circle && until > start) {
      const past = Math.min(1, Math.max(0, (at - start) / (until - start)));
      circle.setAttribute("stroke-dasharray", ((kind === "up" ? past : 1 - past) * 100).toFixed(2) + " 100");
    }
    if (Number.isFinite(until)) {
      announce(timer, until - at);
      timer.classList.toggle("is-over", at >= until);
    }
  }

  function beat() {
    const hands = document.querySelector("[data-clock]");
    if (hands && Number.isFinite(given)) {
      const shown = face.format(new Date(now()));
      if (hands.textContent !== shown) { hands.textContent = shown; hands.setAttribute("datetime", shown); hands.setAttribute("aria-label", shown); }
    }
    document.querySelectorAll("[data-timer]").forEach(tick);
  }
  beat();
  setInterval(beat, 1000);
})();

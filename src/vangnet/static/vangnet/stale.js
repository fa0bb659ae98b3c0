// Keeps a live page live, and says so when it is not.
//   <div data-live="/rooms/live/" data-live-every="3"> ... </div>
// asks for the fragment every few seconds and puts it in place. Ten seconds without an answer: grey, doses
// hidden, a banner (class is-stale). Thirty: hatched as well (is-lost). Old facts are never shown as new ones.
(function () {
  "use strict";
  const STALE_MS = 10000, LOST_MS = 30000;
  const live = document.querySelector("[data-live]");
  if (!live) return;
  const every = 1000 * (parseInt(live.dataset.liveEvery, 10) || 3);
  let answered = performance.now(), asking = false, tag = "";

  function judge() {
    const silent = performance.now() - answered;
    const root = document.documentElement.classList;
    root.toggle("is-stale", silent > STALE_MS);
    root.toggle("is-lost", silent > LOST_MS);
    document.dispatchEvent(new CustomEvent("vangnet:live"));
  }

  function place(text) {
    const focused = document.activeElement, inside = focused && live.contains(focused);
    const name = inside ? focused.getAttribute("href") : null, kept = inside ? focused.dataset.keep : null;
    live.innerHTML = text; // our own server's page; the policy of the page allows no script inside
    if (name) { const again = live.querySelector('a[href="' + CSS.escape(name) + '"]'); if (again) again.focus(); }
    if (kept) { const again = live.querySelector('[data-keep="' + CSS.escape(kept) + '"]'); if (again) again.focus(); }
  }

  async function ask() {
    if (asking) return; // also behind another tab: an alarm is heard from there
    asking = true;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), STALE_MS);
    try {
      const answer = await fetch(live.dataset.live, { cache: "no-store", signal: stop.signal, redirect: "error", headers: tag ? { "HX-Request": "true", "If-None-Match": tag } : { "HX-Request": "true" } });
      if (!answer.ok && answer.status !== 304) return;
      if (answer.ok) { place(await answer.text()); tag = answer.headers.get("ETag") || ""; }
      answered = performance.now();
      const at = Date.parse(answer.headers.get("Date"));
      if (Number.isFinite(at)) document.querySelectorAll("[data-updated]").forEach((spot) => { spot.textContent = new Date(at).toLocaleTimeString("en-GB", { timeZone: document.documentElement.dataset.zone || undefined }); });
    } catch { /* no answer: judge() shows it */ } finally { clearTimeout(timer); asking = false; judge(); }
  }

  setInterval(judge, 1000);
  setInterval(ask, every);
  document.addEventListener("visibilitychange", () => { judge(); ask(); });
})();

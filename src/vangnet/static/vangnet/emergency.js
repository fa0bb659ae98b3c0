// A running emergency: a touch counts at once. It is kept on this machine with its time until the server
// has it, and sent again as often as needed; its request id makes sure that it is written once. Its time is
// the server's moment at the press, so no slow network can move it or turn two touches about.
// Nothing that is kept says about whom. Without scripts every button is a form of its own.
(function () {
  "use strict";
  const screen = document.querySelector("[data-emergency-screen]");
  if (!screen) return;
  const place = screen.dataset.act, key = "emergency:" + place;
  const AGAIN = 2000, PATIENCE = 10000, LOOK = 5000, JITTER = 60000;
  let queue = [], sending = false;

  try { queue = JSON.parse(localStorage.getItem(key) || "[]"); } catch (error) { queue = []; }

  function keep() {
    try { queue.length ? localStorage.setItem(key, JSON.stringify(queue)) : localStorage.removeItem(key); } catch (error) { /* kept in memory */ }
  }

  // Each touch is later than the one before, also when this page was opened anew in between and learnt the
  // server's time a little differently. Farther apart than that a clock was set: then the new time counts.
  function moment() {
    const now = Math.floor(window.vangnetNow ? window.vangnetNow() : Date.now());
    let last = 0;
    try { last = parseInt(localStorage.getItem("emergency:last"), 10) || 0; } catch (error) { /* each page by itself */ }
    const at = last >= now && last - now < JITTER ? last + 1 : now;
    try { localStorage.setItem("emergency:last", String(at)); } catch (error) { /* kept in memory */ }
    return at;
  }

  // Shown only when it lasts: an ordinary answer comes sooner.
  function tell() {
    const late = queue.some((one) => Date.now() - one.pressed > AGAIN);
    const note = document.querySelector("[data-unsent]");
    note.hidden = !late;
    note.querySelector("[data-unsent-count]").textContent = String(queue.length);
  }

  function show(kind, at) {
    document.querySelectorAll('[data-kind="' + kind + '"]').forEach((tile) => {
      if (kind !== "naloxone" && kind !== "reading") tile.classList.add("is-done");
      const when = tile.querySelector("[data-when]");
      if (when) when.textContent = new Date(at).toLocaleTimeString("en-GB", { timeZone: document.documentElement.dataset.zone || undefined });
    });
  }

  async function send() {
    if (sending || !queue.length) return;
    sending = true;
    const one = queue[0], body = new URLSearchParams(one.fields);
    body.set("happened_ms", String(one.at));
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    let kept = true, refused = false;
    try {
      const answer = await fetch(place, {
        method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
        headers: { "X-Requested-With": "fetch" },
      });
      // Written, or never to be: a fault in what was typed, or the same touch with other content.
      refused = answer.status === 422 || answer.status === 409;
      kept = !(answer.status === 204 || refused);
    } catch (error) { kept = true; }
    sending = false;
    if (kept) { tell(); setTimeout(send, AGAIN); return; }
    if (refused) document.querySelector("[data-refused]").hidden = false; // never silently
    queue = queue.filter((other) => other !== one);
    keep(); tell();
    if (queue.length) send(); else look();
  }

  async function look() {
    if (queue.length) return;
    let text;
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok || answer.redirected) return;
      text = await answer.text();
    } catch (error) { return; }
    if (queue.length) return; // touched meanwhile: what stands there is newer
    const fresh = new DOMParser().parseFromString(text, "text/html");
    if (!fresh.querySelector("[data-emergency-screen]")) { location.reload(); return; } // ended elsewhere
    document.querySelectorAll("[data-live]").forEach((old) => {
      const now = fresh.getElementById(old.id);
      if (!now || now.innerHTML === old.innerHTML) return;
      const focused = old.contains(document.activeElement) ? document.activeElement.dataset.kind : "";
      old.replaceWith(document.adoptNode(now));
      const again = focused && document.querySelector('[data-kind="' + focused + '"]');
      if (again) again.focus();
    });
    // The undo of the next slip is another request.
    const undo = document.querySelector("#em-undo-form [name=request_id]"), next = fresh.querySelector("#em-undo-form [name=request_id]");
    if (undo && next) undo.value = next.value;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-log]")) return;
    const button = event.submitter;
    if (button && button.hasAttribute("formaction")) return; // undo asks for its own page
    const fields = Object.fromEntries(new FormData(form));
    if (button && button.name) fields[button.name] = button.value;
    if (!fields.kind) return;
    if (fields.kind === "reading" && !fields.spo2 && !fields.breaths && !fields.pulse) return; // the server says what is missing
    event.preventDefault();
    delete fields.csrfmiddlewaretoken;
    fields.request_id = crypto.randomUUID ? crypto.randomUUID() : madeUp();
    const at = moment();
    queue.push({ fields, at, pressed: Date.now() });
    keep();
    show(fields.kind, at);
    if (fields.kind === "reading") form.querySelectorAll("input:not([type=hidden])").forEach((one) => { one.value = ""; });
    send();
    setTimeout(tell, AGAIN + 100);
  }, true);

  // crypto.randomUUID asks for a secure page; a unit's own network may have none.
  function madeUp() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.matches("input, select, textarea");
    if (event.defaultPrevented || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const tile = /^[1-9]$/.test(event.key) ? document.querySelector('[data-digit="' + event.key + '"]')
      : event.key.toLowerCase() === "n" ? document.querySelector('[data-kind="naloxone"]')
        : event.key.toLowerCase() === "u" ? document.querySelector("[data-undo]") : null;
    if (tile) { tile.click(); event.preventDefault(); }
  });

  send();
  setInterval(() => { if (!sending) { if (queue.length) send(); else look(); } }, LOOK);
})();

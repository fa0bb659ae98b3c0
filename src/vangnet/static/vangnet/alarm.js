// Makes the alarms of a live page heard. What rings is decided by the server: elements with data-sounds
// in the live part. A page that hears nothing more from the server rings too: silence is never calm.
// A browser plays nothing before a touch: until then the page says that it cannot be heard.
(function () {
  "use strict";
  const EVERY_MS = { high: 2500, medium: 8000, lost: 8000 };
  const NOTES = { high: [880, 880, 880], medium: [660, 660], lost: [520, 390] }; // Hz, one after the other
  const note = document.querySelector("[data-sound-note]"), title = document.title;
  const Context = window.AudioContext || window.webkitAudioContext;
  let sound = null, rang = -Infinity, last = "";

  function ready() { return sound !== null && sound.state === "running"; }
  function tell() { if (note) note.hidden = ready(); document.documentElement.classList.toggle("is-mute", !ready()); }

  function wake() {
    if (!Context) return tell();
    if (sound === null) { sound = new Context(); sound.onstatechange = tell; }
    if (sound.state !== "running") sound.resume().then(tell, tell);
    tell();
  }

  function play(kind) {
    if (!ready()) return;
    NOTES[kind].forEach((hertz, turn) => {
      const tone = sound.createOscillator(), loud = sound.createGain(), from = sound.currentTime + turn * 0.28;
      tone.frequency.value = hertz;
      loud.gain.setValueAtTime(0.0001, from);
      loud.gain.exponentialRampToValueAtTime(0.4, from + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.24);
      tone.connect(loud).connect(sound.destination);
      tone.start(from); tone.stop(from + 0.26);
    });
  }

  function kind() {
    const ringing = Array.from(document.querySelectorAll("[data-live] [data-sounds]"));
    if (ringing.some((one) => one.dataset.alarm === "high")) return "high";
    if (document.documentElement.classList.contains("is-stale")) return "lost";
    return ringing.length ? "medium" : "";
  }

  function beat() {
    const now = performance.now(), what = kind();
    document.title = what ? "(!) " + title : title;
    document.documentElement.dataset.ringing = what;
    if (what && (what !== last || now - rang >= EVERY_MS[what])) { rang = now; play(what); }
    last = what;
  }

  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, wake, { capture: true });
  document.addEventListener("vangnet:live", beat);
  setInterval(beat, 1000);
  wake(); // where the browser of a wall is allowed to play at once
  beat();
})();

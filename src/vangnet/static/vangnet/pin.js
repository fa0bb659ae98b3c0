// Keys under a PIN field, for a finger in a glove. They type into the field and send nothing.
(function () {
  "use strict";
  document.querySelectorAll("[data-pin-keys]").forEach((keys) => {
    const field = keys.closest(".pin").querySelector("input");
    keys.hidden = false;
    keys.addEventListener("click", (event) => {
      const key = event.target.closest("[data-digit]");
      if (!key) return;
      const digit = key.dataset.digit;
      if (digit === "all") field.value = "";
      else if (digit === "last") field.value = field.value.slice(0, -1);
      else if (field.maxLength < 0 || field.value.length < field.maxLength) field.value += digit;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();

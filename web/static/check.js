// The check pages work without this; it adds keys, says what happened aloud, and keeps one's place.
(() => {
  "use strict";
  const STORE = "review-lessons-check-keys";

  const announce = () => {
    // A live region that is there from the start is not read out; one that changes is.
    const line = document.getElementById("rl-progress");
    if (!line) return;
    const words = line.textContent;
    line.textContent = "";
    setTimeout(() => { line.textContent = words; }, 150);
  };

  const stored = () => {
    try { return localStorage.getItem(STORE) !== "off"; } catch { return true; }
  };

  const show = (on) => {
    for (const key of document.querySelectorAll(".rl-key")) key.hidden = !on;
    for (const one of document.querySelectorAll("[data-key]")) {
      if (on) one.setAttribute("aria-keyshortcuts", one.dataset.key);
      else one.removeAttribute("aria-keyshortcuts");
    }
  };

  const writing = (element) =>
    element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
    (element.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(element.type));

  const use = (one) => {
    if (one.tagName === "TEXTAREA") one.focus();
    else if (one.type === "radio") { one.checked = true; one.focus(); }
    else one.click();
  };

  const start = () => {
    announce();
    const switched = document.getElementById("use-keys");
    if (!switched) return;
    document.getElementById("keys").hidden = false;
    switched.checked = stored();
    show(switched.checked);
    switched.addEventListener("change", () => {
      try { localStorage.setItem(STORE, switched.checked ? "on" : "off"); } catch { /* it lasts for this page */ }
      show(switched.checked);
    });
    document.addEventListener("keydown", (event) => {
      if (!switched.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (writing(event.target)) return;
      const one = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!one) return;
      event.preventDefault();
      use(one);
    });
  };

  document.addEventListener("DOMContentLoaded", start);
})();

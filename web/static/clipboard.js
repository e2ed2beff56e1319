// Putting words on the clipboard, as plain text and as HTML; also where the browser keeps the newer way to itself.
(() => {
  "use strict";
  const rl = (window.reviewLessons ??= {});
  if (rl.copy) return;

  // Pages that are not served over TLS, save from this machine, have no navigator.clipboard.
  function byCommand(words, html) {
    let done = false;
    const put = (event) => {
      event.preventDefault();
      event.stopPropagation();
      event.clipboardData.setData("text/plain", words);
      if (html) event.clipboardData.setData("text/html", html);
      done = true;
    };
    document.addEventListener("copy", put, { capture: true, once: true });
    try {
      document.execCommand("copy");
    } finally {
      document.removeEventListener("copy", put, { capture: true });
    }
    return done;
  }

  // Resolves to whether it worked.
  rl.copy = async (words, html = null) => {
    try {
      if (!html) {
        await navigator.clipboard.writeText(words);
        return true;
      }
      const parts = { "text/plain": words, "text/html": html };
      const blobs = Object.fromEntries(Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]));
      await navigator.clipboard.write([new ClipboardItem(blobs)]);
      return true;
    } catch {
      return byCommand(words, html);
    }
  };
})();

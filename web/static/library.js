// Follows files that are being added: fetches the page again and takes over its report. Without it the page reloads.
(() => {
  const follow = async () => {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("report");
        const shown = document.getElementById("report");
        if (fresh && shown) {
          shown.replaceWith(document.importNode(fresh, true));
          const said = document.getElementById("said");
          if (said.textContent !== fresh.dataset.said) said.textContent = fresh.dataset.said;
          if (fresh.dataset.finished === "yes") return;
        }
      }
    } catch {
      // The server may be busy or gone; the next try tells.
    }
    setTimeout(follow, 1500);
  };
  setTimeout(follow, 700);
})();

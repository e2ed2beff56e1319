// The page's own behaviour: the conversation in this tab, the sources of each turn, and the source view.
// Everything shown here was escaped by the server; this script puts it in place and never builds HTML from words.
(() => {
  "use strict";
  if (window.reviewLessons) return;

  const KEPT = "review-lessons.conversation.1";
  const KEPT_TURNS = 40;
  const WIDE = window.matchMedia("(min-width: 64rem)");
  const byId = (id) => document.getElementById(id);

  let turns = [];          // {turn, question, html, sources, status, done, history}, oldest first
  let current = null;      // the turn whose sources are shown
  let asking = false;
  let following = null;    // the turn that is kept at the top of the window while it grows, until the reader scrolls
  let stopping = new Set();
  let words = {};
  let ask = () => {};

  // ---- the conversation ------------------------------------------------------------------------------------------

  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(turns.filter((t) => t.done).slice(-KEPT_TURNS)));
    } catch {
      // Storage may be full or forbidden; the conversation then ends with a reload.
    }
  }

  function kept() {
    try {
      const read = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
      return Array.isArray(read) ? read.filter((t) => t && typeof t.turn === "string" && typeof t.html === "string") : [];
    } catch {
      return [];
    }
  }

  function showTurn(update) {
    const at = turns.findIndex((t) => t.turn === update.turn);
    const known = at >= 0 ? turns[at] : null;
    if (known && known.html === update.html && known.sources === update.sources && known.done === update.done) {
      say(update.status);
      return;
    }
    if (known) turns[at] = update;
    else turns.push(update);
    let article = byId(update.turn);
    if (!article) {
      article = document.createElement("article");
      article.id = update.turn;
      article.className = "rl-turn";
      article.setAttribute("aria-labelledby", update.turn + "-question");
      byId("rl-turns").append(article);
    }
    if (article.dataset.html !== String(update.html.length) || !known || known.html !== update.html) {
      article.innerHTML = update.html;
      article.dataset.html = String(update.html.length);
    }
    article.classList.toggle("rl-working", !update.done);
    if (update.done) article.removeAttribute("aria-busy");
    else article.setAttribute("aria-busy", "true");
    byId("rl-turns").hidden = false;
    byId("rl-start").hidden = true;
    byId("rl-clear").hidden = false;
    if (!known) {
      showSources(update.turn);
      following = update.turn;
    } else if (current === update.turn) {
      showSources(update.turn);
    }
    say(update.status);
    if (following === update.turn) article.scrollIntoView({ block: "start" });
  }

  // Spoken to screen readers; shown as well where no turn shows it.
  function say(status, { shown = false } = {}) {
    const region = byId("rl-status");
    if (!region) return;
    region.classList.toggle("rl-hidden", !shown);
    if (region.textContent !== status) region.textContent = status || "";
  }

  function showTicks() {
    const toggle = byId("rl-filters-toggle");
    if (!toggle) return;
    const count = document.querySelectorAll("#rl-filters input:checked").length;
    const label = count ? `${words.filters} (${words.filtersOn.replace("{count}", count)})` : words.filters;
    if (toggle.textContent !== label) toggle.textContent = label;
  }

  function toggleFilters(toggle) {
    const open = toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(open));
    byId("rl-form").classList.toggle("rl-filters-open", open);
  }

  function working(on) {
    asking = on;
    document.body.classList.toggle("rl-asking", on);
  }

  function endUnfinished(message) {
    const last = turns[turns.length - 1];
    if (!last || last.done) return;
    const article = byId(last.turn);
    const note = document.createElement("p");
    note.className = "rl-problem";
    note.textContent = message;
    for (const waiting of article.querySelectorAll(".rl-waiting")) waiting.remove();
    article.append(note);
    last.html = article.innerHTML;
    last.done = true;
    article.classList.remove("rl-working");
    article.removeAttribute("aria-busy");
    say(message);
    keep();
  }

  function clearConversation() {
    turns = [];
    current = null;
    sessionStorage.removeItem(KEPT);
    byId("rl-turns").replaceChildren();
    byId("rl-turns").hidden = true;
    byId("rl-start").hidden = false;
    byId("rl-clear").hidden = true;
    showSources(null);
    say("");
    questionBox()?.focus();
  }

  function questionBox() {
    return document.querySelector("#rl-question textarea, #rl-question input");
  }

  // ---- sources, in step with their turn ---------------------------------------------------------------------------

  let sourcesAtFirst = null;

  function showSources(turn) {
    const body = byId("rl-sources-body");
    const whose = byId("rl-sources-for");
    if (!body) return;
    if (sourcesAtFirst === null) sourcesAtFirst = body.innerHTML;
    const shown = turns.find((t) => t.turn === turn);
    current = shown ? turn : null;
    body.innerHTML = (shown && shown.sources) || sourcesAtFirst;
    whose.replaceChildren();
    if (shown && shown.sources && turns.length > 1) {
      const question = document.createElement("bdi");
      question.textContent = shown.question;
      whose.append(words.sourcesFor + ": ", question);
    }
    markChips();
  }

  function markChips() {
    const open = opened && opened.turn ? `[data-turn="${opened.turn}"][data-n="${opened.n}"]` : null;
    for (const chip of document.querySelectorAll(".rl-chip")) {
      if (open && chip.matches(open)) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
    for (const item of document.querySelectorAll("#rl-sources-body li[data-n]")) {
      const is = Boolean(open) && opened.turn === current && item.dataset.n === String(opened.n);
      item.classList.toggle("rl-current", is);
    }
  }

  // ---- the source view ---------------------------------------------------------------------------------------------

  let server = null;
  let opened = null;       // {fields, turn, n, opener}
  let request = 0;
  let openingHtml = null;

  async function openSource(fields, { turn = null, n = null, opener = null, address = "push" } = {}) {
    const dialog = byId("rl-source");
    const body = dialog;
    if (openingHtml === null) openingHtml = dialog.innerHTML;
    const mine = ++request;
    opened = { fields, turn, n, opener: opener || (opened && opened.opener) };
    if (turn) showSources(turn);
    const moving = dialog.open;
    if (!moving) {
      body.innerHTML = openingHtml;
      if (WIDE.matches) dialog.show();
      else dialog.showModal();
    }
    body.setAttribute("aria-busy", "true");
    markChips();
    let got;
    try {
      got = await server.source(fields);
    } catch {
      got = null;
    }
    if (mine !== request || !dialog.open) return;
    body.removeAttribute("aria-busy");
    if (got) body.innerHTML = got.html;
    else {
      body.innerHTML = openingHtml;
      byId("rl-source-title").textContent = words.lost;
    }
    remember(got ? got.query : "", address);
    settleSource(body, dialog, moving, fields);
  }

  function settleSource(body, dialog, moving, fields) {
    const picture = body.querySelector(".rl-picture img");
    if (picture) {
      picture.addEventListener("error", () => {
        picture.hidden = true;
        picture.closest("figure").classList.add("rl-no-picture");
        body.querySelector(".rl-picture-missing").hidden = false;
        body.querySelector("details").open = true;
      });
    }
    const turned = moving && fields.shown !== undefined;
    if (turned) {
      const again = body.querySelector(`[data-turned="${fields.turned}"]:not([aria-disabled])`);
      (again || byId("rl-source-title")).focus({ preventScroll: true });
    } else {
      byId("rl-source-title")?.focus({ preventScroll: true });
    }
    bringIntoSight(dialog, body.querySelector(".rl-marks rect"));
  }

  // Show the marked words: the picture keeps its shape before it is loaded, so their place is known at once.
  function bringIntoSight(dialog, mark) {
    const scroller = dialog.matches(":modal") ? dialog : byId("rl-panel");
    scroller.scrollTop = 0;
    if (!dialog.matches(":modal") && getComputedStyle(scroller).overflowY === "visible") dialog.scrollIntoView({ block: "start" });
    if (!mark) return;
    const at = mark.getBoundingClientRect();
    const seen = scroller.getBoundingClientRect();
    const bottom = Math.min(seen.bottom, window.innerHeight);
    if (at.bottom > bottom - 24) scroller.scrollTop += at.top - seen.top - (bottom - seen.top) * 0.4;
  }

  // The address bar names the open source, so that it can be sent on, and Back closes it.
  function remember(query, how) {
    const base = location.pathname;
    if (!query || how === "none") return;
    const url = base + "?" + query;
    if (how === "push" && !(history.state && history.state.rlSource)) history.pushState({ rlSource: true }, "", url);
    else history.replaceState(history.state, "", url);
  }

  function closeSource() {
    if (history.state && history.state.rlSource) history.back();
    else {
      history.replaceState(null, "", location.pathname);
      shut();
    }
  }

  function shut() {
    const dialog = byId("rl-source");
    request += 1;
    if (!dialog || !dialog.open) return;
    dialog.close();
    const back = opened && opened.opener;
    opened = null;
    markChips();
    if (back && back.isConnected) back.focus();
    else questionBox()?.focus();
  }

  function fieldsOf(button) {
    const d = button.dataset;
    const fields = { review: d.review, version: d.version, start: d.start, end: d.end };
    if (d.page) fields.page = d.page;
    return fields;
  }

  function fieldsOfAddress() {
    const query = new URLSearchParams(location.search);
    if (!query.has("review")) return null;
    const fields = {};
    for (const name of ["review", "version", "page", "start", "end"]) if (query.has(name)) fields[name] = query.get(name);
    return fields;
  }

  async function copyAddress() {
    const note = document.querySelector("#rl-source .rl-copied");
    try {
      await navigator.clipboard.writeText(location.href);
      note.textContent = note.dataset.copied;
    } catch {
      note.textContent = note.dataset.notCopied;
    }
  }

  function onClick(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".rl-chip, .rl-open")) {
      openSource(fieldsOf(button), { turn: button.dataset.turn, n: button.dataset.n ?? null, opener: button });
    } else if (button.dataset.shown) {
      if (button.getAttribute("aria-disabled") === "true") return;
      const fields = { ...opened.fields, shown: button.dataset.shown, turned: button.dataset.turned };
      openSource(fields, { turn: opened.turn, n: opened.n, address: "none" });
    } else if (button.id === "rl-close-source") closeSource();
    else if (button.dataset.copy) copyAddress();
    else if (button.dataset.ask) {
      if (asking) return;
      ask({ question: button.dataset.ask, anyway: button.dataset.anyway || "no" });
    } else if (button.id === "rl-clear") clearConversation();
    else if (button.id === "rl-filters-toggle") toggleFilters(button);
    else if (button.id === "rl-clear-filters") setTimeout(showTicks, 200);
  }

  function onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const dialog = byId("rl-source");
    if (dialog && dialog.open && !dialog.matches(":modal")) {
      event.preventDefault();
      closeSource();
    }
  }

  // A source opened beside the conversation cannot stay beside it on a screen that became narrow, and the other way.
  function onWidth() {
    const dialog = byId("rl-source");
    if (!dialog || !dialog.open) return;
    dialog.close();
    if (WIDE.matches) dialog.show();
    else dialog.showModal();
  }

  // ---- what the page's components call ------------------------------------------------------------------------------

  window.reviewLessons = {
    conversation(element, props, watch, trigger) {
      words = { ...words, ...props.words };
      ask = trigger;
      watch("value", () => {
        const update = props.value;
        if (!update || stopping.has(update.turn)) return;
        if (update.html) showTurn(update);
        else say(update.status, { shown: true });
        if (update.done) {
          working(false);
          keep();
        }
      });
      for (const turn of kept()) showTurn({ ...turn, done: true });
      following = null;
      say("");
      for (const kind of ["wheel", "touchmove", "keydown"]) {
        window.addEventListener(kind, () => { following = null; }, { passive: true });
      }
      document.addEventListener("change", (event) => {
        if (event.target.closest("#rl-filters")) setTimeout(showTicks, 50);
      });
      document.documentElement.lang = "en-GB";
      document.addEventListener("click", onClick);
      document.addEventListener("keydown", onKey);
      WIDE.addEventListener("change", onWidth);
    },

    panel(element, functions, props) {
      server = functions;
      words = { ...words, ...props.words };
      const dialog = byId("rl-source");
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        closeSource();
      });
      window.addEventListener("popstate", () => {
        const fields = fieldsOfAddress();
        if (fields) openSource(fields, { address: "none" });
        else shut();
      });
      if (turns.length) showSources(turns[turns.length - 1].turn);
      const fields = fieldsOfAddress();
      if (fields) openSource(fields, { address: "none" });
    },

    // What goes to the server with a question: the words, the ticks, and the turns before, which only this tab holds.
    outgoing(inputs) {
      working(true);
      questionBox()?.focus({ preventScroll: true });
      const before = turns.filter((t) => t.done).flatMap((t) => t.history || []);
      return [...inputs.slice(0, -1), before];
    },

    stopped() {
      for (const t of turns) if (!t.done) stopping.add(t.turn);
      endUnfinished(words.stopped);
      working(false);
      questionBox()?.focus();
    },

    // The answer's last part can still be on its way into the page when the server says that it is done.
    settled() {
      working(false);
      const last = turns[turns.length - 1];
      setTimeout(() => {
        if (last && turns.at(-1)?.turn === last.turn) endUnfinished(words.lost);
      }, 1500);
    },
  };
})();

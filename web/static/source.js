// The sources of a turn beside the conversation, and a source opened in its report at the quoted words.
// Everything shown here was escaped by the server; this script puts it in place and never builds HTML from words.
(() => {
  "use strict";
  const rl = (window.reviewLessons ??= {});
  if (rl.panel) return;

  const WIDE = window.matchMedia("(min-width: 64rem)");
  const byId = (id) => document.getElementById(id);

  let words = {};
  let current = null;      // the turn whose sources are shown

  // ---- sources, in step with their turn ---------------------------------------------------------------------------

  let sourcesAtFirst = null;

  function showSources(turn) {
    const body = byId("rl-sources-body");
    const whose = byId("rl-sources-for");
    current = turn;
    if (!body) return;
    if (sourcesAtFirst === null) sourcesAtFirst = body.innerHTML;
    const shown = rl.turn ? rl.turn(turn) : null;
    body.innerHTML = (shown && shown.sources) || sourcesAtFirst;
    whose.replaceChildren();
    if (shown && shown.sources && rl.turns() > 1) {
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
      const figure = picture.closest("figure");
      const loaded = () => figure.classList.add("rl-loaded");
      if (picture.complete) loaded();
      else picture.addEventListener("load", loaded);
      picture.addEventListener("error", () => {
        picture.hidden = true;
        figure.classList.add("rl-no-picture");
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
    else rl.focusQuestion();
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

  async function copyFrom(button) {
    const note = byId("rl-source").querySelector(".rl-copied");
    const address = button.dataset.copy === "address";
    const done = await rl.copy(address ? location.href : button.dataset.words, address ? null : button.dataset.html);
    note.textContent = done ? (address ? note.dataset.copied : note.dataset.quoted) : note.dataset.notCopied;
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
    else if (button.dataset.copy) copyFrom(button);
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

  rl.showSources = showSources;
  rl.shownSources = () => current;

  rl.panel = (element, functions, props) => {
    server = functions;
    words = props.words;
    byId("rl-source").addEventListener("cancel", (event) => {
      event.preventDefault();
      closeSource();
    });
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    WIDE.addEventListener("change", onWidth);
    const followAddress = () => {
      const fields = fieldsOfAddress();
      if (fields) openSource(fields, { address: "none" });
      else shut();
    };
    window.addEventListener("popstate", followAddress);
    showSources(current);
    followAddress();
  };
})();

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
  let zoom = 0;            // index into ZOOMS; stays from page to page
  const ZOOMS = [1, 1.5, 2];

  // The answer's other citations of the same version, so that those on the same page can be offered.
  function alsoCited(fields) {
    const same = [...document.querySelectorAll("#rl-sources-body .rl-open[data-n]")].filter(
      (one) => one.dataset.review === fields.review && one.dataset.version === fields.version);
    return same.map(({ dataset: d }) => ({ n: d.n, page: d.page ?? null, start: d.start, end: d.end }));
  }

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
      got = await server.source({ ...fields, cited: alsoCited(fields) });
    } catch {
      got = null;
    }
    if (mine !== request || !dialog.open) return;
    body.removeAttribute("aria-busy");
    const unfolded = [...body.querySelectorAll("details[data-keep][open]")].map((one) => one.dataset.keep);
    if (got) {
      body.innerHTML = got.html;
      if (moving) for (const one of body.querySelectorAll("details[data-keep]")) one.open ||= unfolded.includes(one.dataset.keep);
    }
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
        body.querySelector("details.rl-words").open = true;
      });
    }
    applyZoom();
    const named = fields.turned && body.querySelector(`[data-turned="${fields.turned}"]:not([aria-disabled])`);
    const to = (moving && (named || (fields.focus && byId(fields.focus)))) || byId("rl-source-title");
    to?.focus({ preventScroll: true });
    bringIntoSight(dialog, body.querySelector(".rl-marks .rl-hit-now") || body.querySelector(".rl-marks .rl-quoted"));
  }

  // ---- the size of the picture -------------------------------------------------------------------------------------

  function applyZoom() {
    const picture = document.querySelector("#rl-source .rl-picture");
    if (!picture) return;
    picture.style.width = `${ZOOMS[zoom] * 100}%`;
    const image = picture.querySelector("img");
    // A larger picture is asked for at the width it is shown at, so that its words stay sharp.
    if (ZOOMS[zoom] > 1) image.sizes = `${Math.round(picture.getBoundingClientRect().width)}px`;
    document.querySelector("#rl-source .rl-zoom-now").textContent = `${ZOOMS[zoom] * 100} %`;
    for (const [way, at] of [["out", 0], ["in", ZOOMS.length - 1]]) {
      const button = document.querySelector(`#rl-source [data-zoom="${way}"]`);
      if (zoom === at) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  function zoomBy(step) {
    zoom = Math.max(0, Math.min(ZOOMS.length - 1, step === 0 ? 0 : zoom + step));
    applyZoom();
    centre(document.querySelector("#rl-source .rl-hit-now") || document.querySelector("#rl-source .rl-quoted"));
  }

  function centre(mark) {
    const frame = document.querySelector("#rl-source .rl-picture-frame");
    if (!frame || !mark || frame.scrollWidth <= frame.clientWidth) return;
    const at = mark.getBoundingClientRect();
    const seen = frame.getBoundingClientRect();
    frame.scrollLeft += at.left + at.width / 2 - (seen.left + seen.width / 2);
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
    centre(mark);
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
    if (button.getAttribute("aria-disabled") === "true") return;
    if (button.closest("#rl-source") && button.matches(".rl-chip")) {
      openSource(fieldsOf(button), { turn: opened.turn, n: button.dataset.n, address: "replace" });
    } else if (button.matches(".rl-chip, .rl-open")) {
      openSource(fieldsOf(button), { turn: button.dataset.turn, n: button.dataset.n ?? null, opener: button });
    } else if (button.dataset.shown) {
      move({ shown: button.dataset.shown, turned: button.dataset.turned, hit: opened.fields.hit });
    } else if (button.dataset.hit) {
      move({ hit: button.dataset.hit, turned: button.dataset.turned, focus: "rl-hits-said" });
    } else if (button.dataset.at) {
      move({ at: button.dataset.at, until: button.dataset.until });
    } else if (button.dataset.zoom) {
      zoomBy(button.dataset.zoom === "in" ? 1 : -1);
    } else if (button.id === "rl-close-source") closeSource();
    else if (button.dataset.copy) copyFrom(button);
  }

  // Look elsewhere in the same report; what is searched for stays until something else is.
  function move(where) {
    const { review, version, page, start, end, search } = opened.fields;
    const fields = { review, version, page, start, end, search, ...where };
    for (const key of Object.keys(fields)) if (fields[key] === undefined) delete fields[key];
    openSource(fields, { turn: opened.turn, n: opened.n, address: "none" });
  }

  function onSubmit(event) {
    if (event.target.dataset.form !== "find") return;
    event.preventDefault();
    const { search, paragraph } = event.target.elements;
    if (search) move({ search: search.value, focus: search.value.trim() ? "rl-hits-said" : "rl-source-search" });
    else move({ paragraph: paragraph.value, focus: "rl-source-paragraph" });
  }

  const ZOOM_KEYS = { "+": 1, "=": 1, "-": -1, 0: 0 };

  function onKey(event) {
    if (event.target.closest?.(".rl-picture-frame") && event.key in ZOOM_KEYS && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      zoomBy(ZOOM_KEYS[event.key]);
      return;
    }
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
    document.addEventListener("submit", onSubmit);
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

// The conversation of this tab: what was asked, the answers as they grow, and what goes back with the next question.
// Everything shown here was escaped by the server; this script puts it in place and never builds HTML from words.
(() => {
  "use strict";
  const rl = (window.reviewLessons ??= {});
  if (rl.conversation) return;

  const KEPT = "review-lessons.conversation.1";
  const KEPT_TURNS = 30;
  const NAME = "review-lessons.name";   // what this tab calls its conversation, where it is kept on the server
  const SENT = "review-lessons.sent";   // the question that is being answered, in case no answer arrives
  const byId = (id) => document.getElementById(id);

  let turns = [];          // {turn, question, html, sources, status, done, history}, oldest first
  let asking = false;
  let taken = true;        // Gradio takes no question yet, or no other, and would not say so
  let waiting = null;      // the question that was asked meanwhile
  let chosen = null;       // the question that is on its way to being sent
  let typed = false;       // it comes from the box, which is empty once it is sent
  let underway = "";       // the question that was sent last
  let awaited = false;     // a question was sent and nothing has come back yet
  let following = null;    // the turn that is kept at the top of the window while it grows, until the reader scrolls
  let stopping = new Set();
  let words = {};
  let ask = () => {};
  let server = null;
  let fresh = false;       // the question on its way stands alone, whatever was asked before

  // ---- the conversation ------------------------------------------------------------------------------------------

  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(turns.filter((t) => t.done).slice(-KEPT_TURNS)));
    } catch {
      // Storage may be full or forbidden; the conversation then ends with a reload.
    }
  }

  function sent(question) {
    try {
      if (question) sessionStorage.setItem(SENT, question);
      else sessionStorage.removeItem(SENT);
    } catch {
      // As above.
    }
  }

  // Gradio loads the page anew once a lost connection is back: the question is put back into its box.
  function restoreSent() {
    const question = sessionStorage.getItem(SENT);
    if (question) giveBack(question);
  }

  function giveBack(question) {
    sent(null);
    fillBox(question);
    say(words.lost, { shown: true });
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
      rl.showSources(update.turn);
      following = update.turn;
    } else if (rl.shownSources() === update.turn) {
      rl.showSources(update.turn);
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

  // ---- the filters -------------------------------------------------------------------------------------------------

  function ticks() {
    const ticked = {};
    for (const box of document.querySelectorAll("#rl-filters input:checked")) (ticked[box.name] ??= []).push(box.value);
    return ticked;
  }

  function showTicks() {
    const toggle = byId("rl-filters-toggle");
    const count = document.querySelectorAll("#rl-filters input:checked").length;
    const label = count ? `${words.filters} (${words.filtersOn.replace("{count}", count)})` : words.filters;
    if (toggle.textContent !== label) toggle.textContent = label;
  }

  function toggleFilters(toggle) {
    const open = toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(open));
    byId("rl-form").classList.toggle("rl-filters-open", open);
    byId("rl-filters").hidden = !open;
  }

  function untick(name) {
    for (const box of document.querySelectorAll("#rl-filters input:checked")) if (!name || box.name === name) box.checked = false;
    showTicks();
  }

  // The library may hold something else by now than when the server began: its groups of boxes are put in anew.
  rl.offerFilters = (html) => {
    const place = byId("rl-filters-place");
    const ticked = ticks();
    if (place.innerHTML !== html && !Object.keys(ticked).length) place.innerHTML = html;
    const toggle = byId("rl-filters-toggle");
    toggle.hidden = !byId("rl-filters");
    if (byId("rl-filters")) byId("rl-filters").hidden = toggle.getAttribute("aria-expanded") !== "true";
    tickAddress();
  };

  // ---- a question that another page put into the address ------------------------------------------------------------

  const GROUPS = { kind: "kinds", local_authority: "authorities", year: "years", theme: "themes" };
  let addressed = null;

  function readAddress() {
    const query = new URLSearchParams(location.search);
    if (![...query.keys()].some((key) => key === "q" || key in GROUPS)) return;
    addressed = query;
    history.replaceState(null, "", location.pathname);
    if (query.get("q")) {
      fillBox(query.get("q"));
      rl.focusQuestion();
    }
    tickAddress();
  }

  function tickAddress() {
    if (!addressed) return;
    let any = false;
    for (const [key, group] of Object.entries(GROUPS)) {
      for (const value of addressed.getAll(key)) {
        for (const box of document.querySelectorAll(`#rl-filters input[name="${group}"]`)) {
          if (box.value === value) any = box.checked = true;
        }
      }
    }
    if (any) showTicks();
  }

  // The box may not be there yet, and what somebody typed meanwhile stays.
  function fillBox(question, again = 50) {
    const box = rl.questionBox();
    if (!box && again) setTimeout(() => fillBox(question, again - 1), 100);
    if (!box || box.value !== "") return;
    box.value = question;
    grow(box);
  }

  // The box is as high as what stands in it, up to the height that the style sheet allows.
  function grow(box) {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  }

  function askTyped() {
    if (asking) return;
    typed = true;
    askOne(rl.questionBox().value.trim());
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

  function emptyConversation() {
    turns = [];
    sessionStorage.removeItem(KEPT);
    sessionStorage.removeItem(NAME);
    byId("rl-turns").replaceChildren();
    byId("rl-turns").hidden = true;
    byId("rl-start").hidden = false;
    byId("rl-clear").hidden = true;
    rl.showSources(null);
    say("");
  }

  function clearConversation() {
    emptyConversation();
    rl.focusQuestion();
  }

  // 32 hex digits; made by hand because crypto.randomUUID is only there over TLS or on this machine.
  rl.conversationName = () => {
    let name = sessionStorage.getItem(NAME);
    if (!name) {
      name = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
      sessionStorage.setItem(NAME, name);
    }
    return name;
  };

  // A kept conversation takes the place of the one in this tab; its turns bring their own sources along.
  rl.reopen = (name, kept) => {
    if (asking) return;
    emptyConversation();
    sessionStorage.setItem(NAME, name);
    for (const turn of kept) showTurn(turn);
    following = null;
    keep();
    const first = kept[0] && byId(kept[0].turn + "-question");
    if (first) {
      first.focus({ preventScroll: true });
      byId(kept[0].turn).scrollIntoView({ block: "start" });
    }
  };

  rl.conversationDeleted = (name) => {
    if (sessionStorage.getItem(NAME) === name && !asking) emptyConversation();
  };

  // ---- what is done with an answer ----------------------------------------------------------------------------------

  async function copyTurn(button) {
    const turn = rl.turn(button.dataset.turn);
    const note = button.closest(".rl-actions").querySelector(".rl-said");
    note.textContent = (await rl.copy(turn.words, turn.document)) ? words.copied : words.notCopied;
  }

  function printable(which) {
    byId("rl-print").innerHTML = which.map((turn) => `<article>${turn.document || ""}</article>`).join("");
  }

  let printing = null;     // the turn whose button was pressed; without one all are printed

  async function offerNext(turn) {
    const cited = [...document.querySelectorAll(`#rl-sources-body .rl-open[data-turn="${turn.turn}"]`)].map((item) => ({
      review: item.dataset.review, version: item.dataset.version, start: item.dataset.start, end: item.dataset.end,
    }));
    if (!cited.length) return;
    const got = await server.next_questions({ question: turn.standalone || turn.question, cited }).catch(() => null);
    const shown = turns.find((t) => t.turn === turn.turn);
    if (!got || !got.html || !shown || byId(turn.turn)?.querySelector(".rl-next")) return;
    shown.next = got.html;
    showNext(shown);
    keep();
  }

  function showNext(turn) {
    const article = byId(turn.turn);
    if (!turn.next || article.querySelector(".rl-next")) return;
    const place = document.createElement("div");
    place.className = "rl-next";
    place.innerHTML = turn.next;
    article.append(place);
  }

  rl.questionBox = () => byId("rl-question-box");
  rl.focusQuestion = (options) => rl.questionBox()?.focus(options);
  rl.turn = (id) => turns.find((t) => t.turn === id);
  rl.turns = () => turns.length;

  function onClick(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.ask) {
      if (button.dataset.untick) untick(button.dataset.untick);
      askOne(button.dataset.ask, {
        anyway: button.dataset.anyway,
        alone: button.dataset.fresh === "yes",
        details: button.dataset.details,
      });
    } else if (button.dataset.turnAct === "copy") copyTurn(button);
    else if (button.dataset.turnAct === "print") {
      printing = rl.turn(button.dataset.turn);
      window.print();
    } else if (button.id === "rl-ask") askTyped();
    else if (button.id === "rl-clear") clearConversation();
    else if (button.id === "rl-filters-toggle") toggleFilters(button);
    else if (button.id === "rl-clear-filters") untick(null);
  }

  function askOne(question, { anyway = "no", alone = false, details = "" } = {}) {
    if (asking) return;
    chosen = question;
    fresh = alone;
    waiting = { question, anyway, details };
    if (!taken) {
      send();
      return;
    }
    working(true);
    if (words.ending) say(words.ending, { shown: true });
  }

  function send() {
    if (!waiting) return;
    const { question } = waiting;
    ask(waiting);
    waiting = null;
    // Without a connection Gradio drops a question without a word.
    setTimeout(() => {
      if (chosen !== question) return;
      chosen = null;
      typed = false;
      say(words.lost, { shown: true });
    }, 3000);
  }

  function onSubmit(event) {
    if (event.target.dataset.form !== "edit") return;
    event.preventDefault();
    const question = event.target.elements.question.value.trim();
    if (question) askOne(question, { alone: true });
  }

  function onQuestionKey(event) {
    // Enter asks, in the box where a question is changed as well; with Shift it begins a line.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (event.target === rl.questionBox()) {
      event.preventDefault();
      askTyped();
      return;
    }
    const form = event.target.closest('form[data-form="edit"]');
    if (form && event.target.matches("textarea")) {
      event.preventDefault();
      form.requestSubmit();
    }
  }

  // From the first moment on: what is asked before the rest of the page is there waits for it.
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("keydown", onQuestionKey);
  document.addEventListener("input", (event) => {
    if (event.target === rl.questionBox()) grow(event.target);
  });

  // ---- what the page's components call ------------------------------------------------------------------------------

  Object.assign(rl, {
    conversation(props, watch, trigger, functions) {
      words = props.words;
      ask = trigger;
      server = functions;
      watch("value", () => {
        const update = props.value;
        if (!update || stopping.has(update.turn)) return;
        awaited = false;
        if (update.html) showTurn(update);
        else say(update.status, { shown: true });
        if (update.done) {
          working(false);
          keep();
          sent(null);
          if (update.html) offerNext(update);
          if (update.kept) rl.refreshKept();
        }
      });
      for (const turn of kept()) {
        showTurn({ ...turn, done: true });
        showNext(turn);
      }
      following = null;
      say("");
      restoreSent();
      for (const kind of ["wheel", "touchmove", "keydown"]) {
        window.addEventListener(kind, () => { following = null; }, { passive: true });
      }
      document.addEventListener("change", (event) => {
        if (event.target.closest("#rl-filters")) showTicks();
      });
      document.documentElement.lang = "en-GB";
      window.addEventListener("beforeprint", () => printable(printing ? [printing] : turns));
      window.addEventListener("afterprint", () => { printing = null; });
      rl.keeping(words);
      readAddress();
      taken = false;
      send();
    },

    // What goes to the server with a question: the words, the ticks, and the turns before, which only this tab holds.
    outgoing() {
      working(true);
      taken = true;
      awaited = true;
      underway = chosen;
      sent(underway);
      chosen = null;
      const box = rl.questionBox();
      if (typed) {
        box.value = "";
        grow(box);
      }
      typed = false;
      rl.focusQuestion({ preventScroll: true });
      const before = fresh ? [] : turns.filter((t) => t.done).flatMap((t) => t.history || []);
      fresh = false;
      return [{ history: before, ticks: ticks(), conversation: rl.conversationName() }];
    },

    stopped() {
      if (waiting) {
        waiting = chosen = null;
        typed = false;
        working(false);
        return;
      }
      sent(null);
      for (const t of turns) if (!t.done) stopping.add(t.turn);
      endUnfinished(words.stopped);
      if (awaited) fillBox(underway);
      awaited = false;
      working(false);
      rl.focusQuestion();
    },

    // The answer's last part can still be on its way into the page when the server says that it is done.
    settled() {
      working(false);
      taken = false;
      send();
      const last = turns[turns.length - 1];
      setTimeout(() => {
        if (asking) return;
        if (awaited) {
          giveBack(underway);
        } else {
          sent(null);
          if (last && turns.at(-1)?.turn === last.turn) endUnfinished(words.lost);
        }
        awaited = false;
      }, 1500);
    },
  });
})();

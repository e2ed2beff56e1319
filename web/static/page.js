// The conversation of this tab: what was asked, the answers as they grow, and what goes back with the next question.
// Everything shown here was escaped by the server; this script puts it in place and never builds HTML from words.
(() => {
  "use strict";
  const rl = (window.reviewLessons ??= {});
  if (rl.conversation) return;

  const KEPT = "review-lessons.conversation.1";
  const KEPT_TURNS = 40;
  const SENT = "review-lessons.sent";   // the question that is being answered, in case no answer arrives
  const byId = (id) => document.getElementById(id);

  let turns = [];          // {turn, question, html, sources, status, done, history}, oldest first
  let asking = false;
  let chosen = null;       // the question of a button, while it is on its way to being sent
  let awaited = false;     // a question was sent and nothing has come back yet
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
    if (!question) return;
    sent(null);
    const box = rl.questionBox();
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
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
    sessionStorage.removeItem(KEPT);
    byId("rl-turns").replaceChildren();
    byId("rl-turns").hidden = true;
    byId("rl-start").hidden = false;
    byId("rl-clear").hidden = true;
    rl.showSources(null);
    say("");
    rl.focusQuestion();
  }

  rl.questionBox = () => document.querySelector("#rl-question textarea, #rl-question input");
  rl.focusQuestion = (options) => rl.questionBox()?.focus(options);
  rl.turn = (id) => turns.find((t) => t.turn === id);
  rl.turns = () => turns.length;

  function onClick(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.ask) {
      if (asking) return;
      chosen = button.dataset.ask;
      ask({ question: button.dataset.ask, anyway: button.dataset.anyway || "no" });
    } else if (button.id === "rl-clear") clearConversation();
    else if (button.id === "rl-filters-toggle") toggleFilters(button);
    else if (button.id === "rl-clear-filters") setTimeout(showTicks, 200);
  }

  // ---- what the page's components call ------------------------------------------------------------------------------

  Object.assign(rl, {
    conversation(element, props, watch, trigger) {
      words = props.words;
      ask = trigger;
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
        }
      });
      for (const turn of kept()) showTurn({ ...turn, done: true });
      following = null;
      say("");
      restoreSent();
      for (const kind of ["wheel", "touchmove", "keydown"]) {
        window.addEventListener(kind, () => { following = null; }, { passive: true });
      }
      document.addEventListener("change", (event) => {
        if (event.target.closest("#rl-filters")) setTimeout(showTicks, 50);
      });
      document.documentElement.lang = "en-GB";
      document.addEventListener("click", onClick);
    },

    // What goes to the server with a question: the words, the ticks, and the turns before, which only this tab holds.
    outgoing(inputs) {
      working(true);
      awaited = true;
      sent(chosen || inputs[0]?.trim());
      chosen = null;
      rl.focusQuestion({ preventScroll: true });
      const before = turns.filter((t) => t.done).flatMap((t) => t.history || []);
      return [...inputs.slice(0, -1), before];
    },

    stopped() {
      sent(null);
      for (const t of turns) if (!t.done) stopping.add(t.turn);
      endUnfinished(words.stopped);
      working(false);
      rl.focusQuestion();
    },

    // The answer's last part can still be on its way into the page when the server says that it is done.
    settled() {
      working(false);
      const last = turns[turns.length - 1];
      setTimeout(() => {
        if (asking) return;
        if (awaited) {
          say(words.lost, { shown: true });
        } else {
          sent(null);
          if (last && turns.at(-1)?.turn === last.turn) endUnfinished(words.lost);
        }
        awaited = false;
      }, 1500);
    },
  });
})();

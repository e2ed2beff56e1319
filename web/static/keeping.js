// The parts of the page that are not the same for everybody: the way to other pages, what is kept, and remarks.
// Everything shown here was escaped by the server; this script puts it in place and never builds HTML from words.
(() => {
  "use strict";
  const rl = (window.reviewLessons ??= {});
  if (rl.keeping) return;

  const byId = (id) => document.getElementById(id);
  const JSON_WANTED = { headers: { Accept: "application/json" } };
  let words = {};

  async function post(address, sent) {
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(sent),
      });
    } catch {
      throw new Error(words.failed);
    }
    const got = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(typeof got.detail === "string" ? got.detail : words.failed);
    return got;
  }

  function put(id, html) {
    const place = byId(id);
    if (place && place.innerHTML !== html) place.innerHTML = html;
  }

  async function frame() {
    let got;
    try {
      const answer = await fetch("ask-frame", JSON_WANTED);
      if (!answer.ok) return;
      got = await answer.json();
    } catch {
      return;
    }
    put("rl-nav", got.navigation);
    put("rl-keeping", got.keeping);
    byId("rl-private").textContent = got.private;
    const holds = byId("rl-holds");
    if (holds && holds.textContent !== got.holds) {
      holds.textContent = got.holds;
      holds.classList.remove("rl-problem");
    }
    rl.offerFilters(got.filters);
  }

  async function refresh() {
    const answer = await fetch("ask-frame", JSON_WANTED).catch(() => null);
    if (answer && answer.ok) put("rl-keeping", (await answer.json()).keeping);
  }

  function said(id, message) {
    const place = byId(id);
    if (place) place.textContent = message;
  }

  // Shows the list as it is now; the focus stays on the box that was ticked, or goes to the heading above the list.
  function show(got, { focus }) {
    put("rl-keeping", got.keeping);
    byId(focus)?.focus();
    said("rl-keeping-said", got.said);
  }

  async function agree(box) {
    try {
      show(await post("conversations/consent", { agreed: box.checked }), { focus: "rl-agree" });
    } catch (error) {
      box.checked = !box.checked;
      said("rl-keeping-said", error.message);
    }
  }

  async function act(button) {
    const conversation = button.dataset.conversation;
    try {
      if (button.dataset.keeping === "delete") {
        show(await post("conversations/delete", { conversation }), { focus: "rl-keeping-title" });
        rl.conversationDeleted(conversation);
      } else {
        const name = button.closest("li").querySelector("bdi").textContent;
        rl.reopen(conversation, await post("conversations/open", { conversation }));
        since();
        said("rl-keeping-said", words.opened.replace("{name}", () => name));
      }
    } catch (error) {
      said("rl-keeping-said", error.message);
    }
  }

  async function rename(form) {
    const sent = { conversation: form.dataset.conversation, name: form.elements.name.value };
    try {
      show(await post("conversations/rename", sent), { focus: "rl-keeping-title" });
    } catch (error) {
      said("rl-keeping-said", error.message);
    }
  }

  function markChip(chip, words, kind) {
    const mark = document.createElement("span");
    mark.className = kind;
    mark.textContent = ` ${chip.dataset.n}: ${words}`;
    chip.parentElement.append(mark);
  }

  // What became of the reports that answers in this tab cite: withdrawn, replaced or erased since.
  async function since() {
    const chips = [...document.querySelectorAll(".rl-turn .rl-chip[data-review]")];
    const cited = [...new Set(chips.map((chip) => `${chip.dataset.version} ${chip.dataset.review}`))];
    for (let i = 0; i < cited.length; i += 50) {
      const query = new URLSearchParams(cited.slice(i, i + 50).map((one) => ["cited", one]));
      const got = await fetch(`source-states?${query}`).then((r) => (r.ok ? r.json() : {})).catch(() => ({}));
      for (const chip of chips) {
        const words = got[`${chip.dataset.version} ${chip.dataset.review}`];
        if (words && chip.isConnected) markChip(chip, words, "rl-check-found rl-since");
      }
    }
  }

  // What trainers found meanwhile of the sources of answers that stand in this tab since before.
  async function marks() {
    const shown = [...document.querySelectorAll(".rl-turn[id]")].map((article) => article.id);
    if (!shown.length) return;
    const query = new URLSearchParams(shown.map((turn) => ["turn", turn]));
    const got = await fetch(`source-marks?${query}`).then((r) => (r.ok ? r.json() : {})).catch(() => ({}));
    for (const [turn, found] of Object.entries(got)) {
      const article = document.getElementById(turn);
      for (const old of article?.querySelectorAll(".rl-check-found:not(.rl-since)") || []) old.remove();
      for (const [n, words] of Object.entries(found)) {
        for (const chip of article?.querySelectorAll(`.rl-chip[data-n="${CSS.escape(n)}"]`) || []) {
          markChip(chip, words, "rl-check-found");
        }
      }
    }
  }

  async function remark(form) {
    const turn = rl.turn(form.dataset.turn);
    const note = form.closest(".rl-actions").querySelector(".rl-said");
    const chosen = form.elements.citation ? form.elements.citation.value : "";
    try {
      const got = await post("conversations/remark", {
        conversation: rl.conversationName(),
        turn: turn.turn,
        citation: chosen ? Number(chosen) : null,
        verdict: form.elements.verdict.value,
        note: form.elements.note.value,
        sealed: turn.sealed,
      });
      put("rl-keeping", got.keeping);
      form.reset();
      const opened = form.closest("details");
      opened.open = false;
      opened.querySelector("summary").focus();
      note.textContent = got.said;
    } catch (error) {
      note.textContent = error.message;
    }
  }

  rl.keeping = (said) => {
    words = said;
    document.addEventListener("change", (event) => {
      if (event.target.id === "rl-agree") agree(event.target);
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-keeping]");
      if (button) act(button);
    });
    document.addEventListener("submit", (event) => {
      const kind = event.target.dataset.form;
      // The whole answer goes along as this desk sealed it; the page it leads to looks its words up again.
      if (kind === "take") event.target.elements.sealed.value = rl.turn(event.target.dataset.turn)?.sealed || "";
      if (kind !== "rename" && kind !== "remark") return;
      event.preventDefault();
      if (kind === "rename") rename(event.target);
      else remark(event.target);
    });
    frame();
    marks();
    since();
  };
  rl.refreshKept = refresh;
})();

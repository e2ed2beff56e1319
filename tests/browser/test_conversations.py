"""What is kept, and at whose word; copying, changing a question, widening a search, and finding in a report."""

from __future__ import annotations

import pytest

from desk.conversations import kept_answers


@pytest.fixture
def reader(scripted, open_page):
    one = open_page(scripted)
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=scripted.url.rstrip("/"))
    one.page.wait_for_selector("#rl-agree")
    return one


def pasted(page):
    return page.evaluate("navigator.clipboard.readText()")


def test_nothing_is_kept_without_consent_and_then_only_from_then_on(scripted, reader):
    page = reader.page
    before = len(kept_answers(scripted.desk))
    reader.ask("How were fathers missed?")
    assert len(kept_answers(scripted.desk)) == before
    page.check("#rl-agree")
    page.wait_for_selector("text=From now on your conversations are kept.")
    reader.ask("What reached the ward?")
    kept = page.locator(".rl-kept-list > li")
    kept.first.wait_for()
    newest = kept_answers(scripted.desk)[0]
    assert (newest.question, newest.consent) == ("What reached the ward?", "conversation")
    assert len(kept_answers(scripted.desk)) == before + 1
    reader.page.click("#rl-clear")
    page.click(".rl-kept-list [data-keeping=open]")
    page.wait_for_selector(".rl-turn .rl-chip")
    reader.open_chip(number=1)
    assert "Information from the ward" in page.inner_text("#rl-sources-body li >> nth=0")
    page.click("#rl-close-source")
    page.click(".rl-kept-list summary:has-text('Rename')")
    page.fill(".rl-kept-list input[name=name]", "For training")
    page.click("text=Save the name")
    page.wait_for_selector(".rl-kept-list strong:has-text('For training')")
    page.click(".rl-kept-list summary:has-text('Delete')")
    page.click("text=Delete for good")
    page.wait_for_selector("text=No conversation of yours is kept.")
    assert len(kept_answers(scripted.desk)) == before
    page.uncheck("#rl-agree")
    page.wait_for_selector("text=no longer kept")


def test_one_asker_does_not_see_anothers_conversations(scripted, reader, open_page):
    reader.page.check("#rl-agree")
    reader.page.wait_for_selector("text=From now on")
    reader.ask("How were fathers missed?")
    reader.page.locator(".rl-kept-list > li").first.wait_for()
    other = open_page(scripted)
    other.page.wait_for_selector("text=No conversation of yours is kept.")
    assert not other.page.is_checked("#rl-agree")


def test_a_remark_keeps_its_answer_and_names_the_citation(scripted, reader):
    page = reader.page
    reader.ask("How were fathers missed?")
    page.click("text=Say what is wrong or missing")
    page.get_by_label("Source 2, Leeds 2019, page 2", exact=True).last.check()
    page.fill(".rl-turn textarea[name=note]", "not about fathers")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_selector("text=A trainer can now see")
    newest = kept_answers(scripted.desk, with_feedback=True)[0]
    assert newest.consent == "answer"
    assert [(f.citation, f.verdict, f.note) for f in newest.feedback] == [(2, "wrong citation", "not about fathers")]


def test_an_answer_and_a_quotation_are_copied_with_references(reader):
    page = reader.page
    reader.ask("How were fathers missed?")
    page.click("text=Copy with references")
    page.wait_for_selector("text=Copied, with its references.")
    copied = pasted(page)
    assert "[1] Torbay, Child Alder, Child safeguarding practice review (CSPR), 30 January 2024, page 1" in copied
    assert "not advice on a live case" in copied
    reader.open_chip(number=1)
    page.click(".rl-page-bar [data-turned=next]")
    page.wait_for_selector("text=Page 2 of 2")
    page.click("text=Copy the quotation with its reference")
    page.wait_for_selector("text=Copied, with its reference.")
    assert pasted(page).endswith("page 1 (printed 3), paragraph 1.2)")


def test_a_question_is_changed_and_asked_on_its_own(scripted, reader):
    page = reader.page
    reader.ask("How were fathers missed?")
    reader.ask("And for unborn babies?")
    page.click(".rl-turn >> nth=1 >> text=Change the question")
    box = page.locator(".rl-turn >> nth=1 >> textarea[name=question]")
    assert box.input_value() == "And for unborn babies? (How were fathers missed?)"
    box.fill("What reached the ward?")
    box.press("Enter")
    page.wait_for_selector(".rl-turn:not(.rl-working) >> nth=2 >> .rl-chip >> nth=2")
    asked = next(a for a in reversed(scripted.assistant.asked) if a[0] == "What reached the ward?")
    assert asked[1] == ()


def test_a_limit_is_taken_away_in_one_press_where_nothing_was_found(scripted, reader):
    page = reader.page
    page.click("#rl-filters-toggle")
    page.get_by_label("Leeds: 2", exact=True).check()
    reader.ask("What about dragons?")
    page.click("text=What is in this library")
    assert "Leeds, Torbay" in page.inner_text(".rl-holdings")
    page.click("text=Search all authorities")
    page.wait_for_selector(".rl-turn:not(.rl-working) >> nth=1 >> .rl-widening")
    assert not scripted.assistant.asked[-1][2]
    assert page.locator("#rl-filters input:checked").count() == 0


def test_another_page_can_hand_over_a_question_and_its_limits(scripted, open_page):
    reader = open_page(scripted, "?q=How+were+fathers+missed%3F&local_authority=leeds")
    page = reader.page
    page.wait_for_selector("text=1 ticked")
    page.wait_for_function("document.querySelector('#rl-question textarea').value === 'How were fathers missed?'")
    assert page.url == scripted.url


def test_a_report_is_searched_and_enlarged(reader):
    page = reader.page
    reader.ask("How were fathers missed?")
    reader.open_chip(number=1)
    page.click("text=Find in this report")
    page.fill("#rl-source-search", "FATHER'S  at any")
    page.press("#rl-source-search", "Enter")
    page.wait_for_selector("text=is not in this report")
    page.fill("#rl-source-search", "father")
    page.press("#rl-source-search", "Enter")
    page.wait_for_selector("text=Place 1 of 2.")
    assert page.locator(".rl-marks .rl-hit-now").count() == 1
    page.click("text=Next place")
    page.wait_for_selector("text=Page 2 of 2")
    page.fill("#rl-source-paragraph", "1.2")
    page.press("#rl-source-paragraph", "Enter")
    page.wait_for_selector("text=Page 1 of 2")
    page.click(".rl-outline summary")
    assert page.locator(".rl-outline ul ul button").count() == 1
    page.focus(".rl-picture-frame")
    page.keyboard.press("+")
    assert page.inner_text(".rl-zoom-now") == "150 %"
    assert "px" in page.get_attribute(".rl-picture img", "sizes")
    page.keyboard.press("0")
    assert page.inner_text(".rl-zoom-now") == "100 %"

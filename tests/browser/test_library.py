"""The library's own pages in a real browser over a real library: adding, editing, withdrawing, erasing; who may."""

from __future__ import annotations

import re
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe

import samples
from desk.accounts import Accounts
from desk.adding import add_files
from desk.database import Desk
from ingest import uploaded

PASSWORD = "correct horse battery"
ABOUT_FATHERS = "The baby's father was a risk to mother and baby through domestic abuse, violence and coercive control."
LESSONS = (
    "Professionals did not ask the baby's father about his history of domestic abuse.",
    "The health visitor saw bruises on a baby who could not yet crawl, and nobody made a referral.",
    "The partnership should make sure that every agency shares information about adults in the household.",
)


def report(place, *more):
    """A short report in Markdown about an invented place."""
    lessons = "\n\n".join(f"{number}. {lesson}" for number, lesson in enumerate((*LESSONS, *more), 1))
    return f"# Review of Child {place[0]} in {place}\n\nPublished 3 May 2021\n\n## Findings\n\n{lessons}\n".encode()


class _Nobody:
    """Is told nothing of what it is told."""

    def begin(self, name):
        pass

    def step(self, words, done, total):
        pass

    def end(self, result):
        pass


class Shelves:
    """The served library with its accounts."""

    def __init__(self, served, accounts):
        self.served, self.accounts = served, accounts

    @property
    def url(self):
        return self.served.url

    @property
    def library(self):
        return self.served.library

    def add(self, name, content):
        """Put a report into the library; its id."""
        (result,) = add_files(self.library, [uploaded(name, content)], _Nobody())
        assert result.outcome in ("added", "new version"), result
        return result.review_id


@pytest.fixture(scope="module")
def shelves(chromium, serve, tmp_path_factory):
    import app
    from settings import Settings

    settings = Settings(home=tmp_path_factory.mktemp("own") / "home")
    with app.open_library(settings, settings.home) as library, Desk.opened(settings.home) as desk, ExitStack() as stack:
        accounts = Accounts(desk, settings.home)
        running = serve(library, app.build_assistant(settings, library), settings, desk=desk, accounts=accounts)
        stack.callback(running.close)
        made = Shelves(next(running), accounts)
        made.add("standing.md", report("Standing"))
        yield made
        next(running, None)


@pytest.fixture
def visit(chromium, shelves):
    """Open a page as somebody with a browser of their own; script errors and outside requests fail."""
    contexts, problems, requests = [], [], []

    def visited(path="library", *, width=1280, dark=False):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(shelves.url + path)
        return page

    yield visited
    for context in contexts:
        context.close()
    assert problems == []
    assert [url for url in requests if not url.startswith((shelves.url, "data:", "blob:"))] == []


def address(page, review_id):
    return f"library/{page}?" + urlencode({"id": review_id})


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def send(page, *files):
    """Choose files, given by name and content, and send them."""
    page.set_input_files(
        "#files", [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )
    page.locator("form.rl-form button").click()


def rows_when_finished(page):
    """The report's rows by file, once every file was tried."""
    page.wait_for_selector("#report[data-finished=yes]", timeout=60_000)
    rows = page.locator("#report tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


def ten_files():
    """Eight reports that can be read, and two that cannot."""
    held = samples.folder()
    return [
        ("letter.pdf", (held / "tarnside-2022-jtai.pdf").read_bytes() + b"\n% not the sample's bytes\n"),
        ("page.html", b"<html><head><title>A page</title></head><body><h1>Web</h1><p>One finding.</p></body></html>"),
        *((f"{place.lower()}.md", report(place)) for place in ("Amber", "Beryl", "Coral", "Topaz", "Opal")),
        ("plain.txt", b"Review of plain words\n\nFindings\n\n1. Nobody spoke with the grandmother.\n"),
        ("broken.pdf", b"%PDF-1.7\nno more than this"),
        ("a <b>name.docx", b"PK not a Word file"),
    ]


def test_ten_files_are_added_of_which_two_are_bad(visit, shelves):
    page = visit()
    page.get_by_role("link", name="Add reports").click()
    send(page, *ten_files())
    page.wait_for_url(re.compile(r"/library/add/[\w-]+$"))
    assert page.locator("h1").inner_text() == "Adding reports"
    rows = rows_when_finished(page)
    assert list(rows) == [name for name, _ in ten_files()]
    bad = ("broken.pdf", "a <b>name.docx")
    assert {name for name, cells in rows.items() if cells[0] == "Not added"} == set(bad)
    assert all(cells[0] == "Added" for name, cells in rows.items() if name not in bad)
    assert all(len(rows[name][3]) > 20 for name in bad)
    assert int(rows["letter.pdf"][1]) >= 2
    assert int(rows["amber.md"][2]) >= 1
    assert page.locator("#said").inner_text() == "Finished: 8 added, 2 not added"
    page.get_by_role("link", name="amber.md").click()
    assert page.locator("h1").inner_text() == "Review of Child A in Amber"
    page.goto(shelves.url + "library?q=amber")
    assert page.locator("[role=status]").inner_text().startswith("1 of ")


def test_what_was_added_is_offered_as_a_filter_with_its_themes(visit, shelves):
    page = visit("library/add")
    send(page, ("quartz.md", report("Quartz", ABOUT_FATHERS, ABOUT_FATHERS + " It was known to the police.")))
    rows = rows_when_finished(page)
    assert rows["quartz.md"][0] == "Added"
    themes = next(record.themes for record in shelves.library.reviews() if record.file == "quartz.md")
    assert themes
    page.goto(shelves.url)
    for theme in themes:
        page.wait_for_selector(f'#rl-filters input[name=themes][value="{theme}"]', state="attached")


def test_details_are_edited_and_the_history_says_so(visit, shelves):
    review_id = shelves.add("edited.md", report("Edited"))
    page = visit(address("review", review_id))
    page.get_by_role("link", name="Edit the details").click()
    page.get_by_label("Date of publication").fill("sometime in May")
    press(page, "Save the details")
    assert page.title().startswith("Error: ")
    page.locator("[role=alert] a").click()
    assert page.evaluate("document.activeElement.id") == "published"
    assert page.input_value("#published") == "sometime in May"
    page.get_by_label("Date of publication").fill("4 May 2022")
    page.get_by_label("Title").fill("A <i>right</i> title")
    press(page, "Save the details")
    page.wait_for_url(re.compile("done=edited"))
    assert page.locator("h1").inner_text() == "A <i>right</i> title"
    history = page.locator("table", has=page.locator("caption", has_text="Changes by hand")).inner_text()
    assert "Review of Child E in Edited" in history
    assert "A <i>right</i> title" in history
    assert "2022" in history
    page.goto(shelves.url + "library?q=4+may+2022")
    assert page.locator("tbody tr").count() == 1


def test_a_report_is_added_and_edited_with_the_keyboard_alone(visit, shelves, reach):
    page = visit()
    page.on("filechooser", lambda _: None)  # the window is the system's; handing it over takes a moment
    reach(page, "a:has-text('Add reports')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#files")
    reach(page, "#files")
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Enter")
    choosing.value.set_files(
        [{"name": "keys.md", "mimeType": "application/octet-stream", "buffer": report("Keyboard")}]
    )
    reach(page, "form.rl-form button")
    page.keyboard.press("Enter")
    assert rows_when_finished(page)["keys.md"][0] == "Added"
    reach(page, "a:has-text('keys.md')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Edit the details")
    reach(page, "a:has-text('Edit the details')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#published")
    reach(page, "#published")
    page.keyboard.press("Control+A")
    page.keyboard.type("4 May 2022")
    reach(page, "button:has-text('Save the details')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("done=edited"))
    assert "4 May 2022" in page.inner_text("main")


def test_a_withdrawn_review_leaves_the_list_and_says_so_until_it_is_brought_back(visit, shelves):
    review_id = shelves.add("doubted.md", report("Doubted", ABOUT_FATHERS, ABOUT_FATHERS + " It was known."))
    stored = shelves.library.passages(review_id)[-1]
    place = {"start": stored.passage.start, "end": stored.passage.end}
    source = urlencode({"review": review_id, "version": stored.version} | place)
    page = visit("lessons")
    themes = shelves.library.review(review_id).themes
    assert themes
    page.goto(shelves.url + address("review", review_id))
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Reason").fill("The partnership asked for it.")
    press(page, "Withdraw")
    page.wait_for_url(re.compile("done=withdrawn"))
    assert "The partnership asked for it." in page.inner_text("main")
    page.goto(shelves.url + "library?q=doubted")
    assert page.locator("tbody tr").count() == 0
    page.goto(shelves.url + f"?{source}")
    page.wait_for_selector("#rl-source[open] :is(.rl-reference, .rl-problem)")
    assert "withdrawn" in page.inner_text("#rl-source")
    page.goto(shelves.url + "lessons")
    page.goto(shelves.url + "library?withdrawn=yes")
    page.get_by_role("link", name="Review of Child D in Doubted").click()
    page.get_by_role("link", name="Bring back").click()
    press(page, "Bring back")
    page.wait_for_url(re.compile("done=restored"))
    assert shelves.library.review(review_id).themes == themes
    page.goto(shelves.url + "library?q=doubted")
    assert page.locator("tbody tr").count() == 1


def test_a_version_is_replaced_and_the_one_before_is_kept(visit, shelves):
    review_id = shelves.add("again.md", report("Again"))
    page = visit(address("review", review_id))
    page.get_by_role("link", name="Replace with a new version").click()
    send(page, ("again-v2.md", report("Again", "The school was never asked.")))
    rows = rows_when_finished(page)
    assert rows["again-v2.md"][0] == "New version"
    page.get_by_role("link", name="again-v2.md").click()
    versions = page.locator("table", has=page.locator("caption", has_text="Versions"))
    assert "Searched now" in versions.locator("tbody tr").nth(0).inner_text()
    assert "Earlier version" in versions.locator("tbody tr").nth(1).inner_text()
    with page.expect_download() as saved:
        versions.get_by_role("link", name="Original file").last.click()
    assert saved.value.suggested_filename == "again.md"
    assert len([record for record in shelves.library.reviews() if record.review_id == review_id]) == 1


def test_erasing_needs_the_name_typed_and_shows_its_proof(visit, shelves):
    review_id = shelves.add("gone.md", report("Gone", "Only this review speaks of a zinnia and an ocarina."))
    page = visit(address("erase", review_id))
    page.fill("#typed", "something else")
    press(page, "Erase it for good")
    assert "nothing was erased" in page.locator("[role=alert]").inner_text()
    page.fill("#typed", review_id)
    press(page, "Erase it for good")
    assert page.locator("h1").inner_text() == "Erased"
    assert "None was found." in page.inner_text("main")
    assert shelves.library.versions(review_id) == ()


@pytest.fixture
def people(shelves):
    for role in ("practitioner", "librarian", "administrator"):
        shelves.accounts.add(role.title(), role, PASSWORD)
    yield
    for account in sorted(shelves.accounts.list(), key=lambda one: one.role == "administrator"):
        shelves.accounts.remove(account.name)


def sign_in(page, name):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def test_each_role_sees_what_it_may(visit, shelves, people):
    page = visit("library?q=child")
    assert page.locator("h1").inner_text() == "Sign in"
    sign_in(page, "Practitioner")
    page.wait_for_url("**/library?q=child")
    assert page.locator("h1").inner_text() == "Not for this account"
    assert page.get_by_role("navigation", name="Pages").get_by_role("link", name="Library").count() == 0
    press(page, "Sign out")
    page.goto(shelves.url + "library")
    sign_in(page, "Librarian")
    page.wait_for_url("**/library")
    page.locator("tbody th a").first.click()
    assert page.get_by_role("link", name="Erase for good").count() == 0
    page.goto(page.url.replace("/review?", "/erase?"))
    assert page.locator("h1").inner_text() == "Not for this account"
    page.goto(page.url.replace("/erase?", "/edit?"))
    page.get_by_label("Themes").fill("a theme of hers")
    press(page, "Save the details")
    page.wait_for_selector("text=Changes by hand")
    assert "Librarian" in page.locator("table").last.inner_text()


def states(page, url, review_id):
    """Walk through the library's pages, naming each state."""
    for name, path in (
        ("list", "library"),
        ("sorted and searched", "library?q=child&sort=published&order=down"),
        ("nothing found", "library?q=nosuchword"),
        ("withdrawn", "library?withdrawn=yes"),
        ("review", address("review", review_id)),
        ("edit", address("edit", review_id)),
        ("add", "library/add"),
        ("replace", address("replace", review_id)),
        ("withdraw", address("withdraw", review_id)),
        ("erase", address("erase", review_id)),
        ("understood", address("understood", review_id)),
        ("not found", address("review", "none")),
    ):
        page.goto(url + path)
        yield name
    page.goto(url + address("edit", review_id))
    page.fill("#published", "never")
    press(page, "Save the details")
    yield "edit refused"
    page.goto(url + "library/add")
    send(
        page, ("bad-with-a-long-name-that-does-not-fit-in-one-line.pdf", b"%PDF-1.7"), ("again.md", report("Standing"))
    )
    rows_when_finished(page)
    yield "report"


@pytest.fixture(scope="module")
def reviewed(shelves):
    """A review with pages, two versions and a history."""
    content = (samples.folder() / "harrowmere-2017-scr.pdf").read_bytes()
    review_id = shelves.add("walked.pdf", content + b"\n% not the sample's bytes\n")
    shelves.library.withdraw(review_id, "A reason.", by="lena")
    shelves.library.restore(review_id, by="lena")
    return review_id


def wrong_at(page, name):
    """What axe finds, and how far the page scrolls sideways."""
    found = {}
    if violations := Axe().run(page).response["violations"]:
        found[name] = [(v["id"], [node["html"][:160] for node in v["nodes"]][:3]) for v in violations]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found[f"{name} scrolls"] = wide
    return found


LOOKS = {"light": {}, "dark": {"dark": True}, "phone": {"width": 320}}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, shelves, reviewed, look):
    page = visit(**LOOKS[look])
    found = {}
    for state in states(page, shelves.url, reviewed):
        found |= wrong_at(page, state)
    assert found == {}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_at_signing_in(visit, people, look):
    page = visit("sign-in", **LOOKS[look])
    found = wrong_at(page, "sign in")
    page.get_by_label("Name").fill("Practitioner")
    page.get_by_label("Password").fill("not the password")
    press(page, "Sign in")
    page.wait_for_selector("[role=alert]")
    found |= wrong_at(page, "wrong password")
    sign_in(page, "Practitioner")
    page.wait_for_url(re.compile(r"/$"))
    page.goto(page.url + "library")
    assert found | wrong_at(page, "refused") == {}

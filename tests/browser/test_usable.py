"""What the page's benchmark counts as usable: the moment from which typed words stay, and not that a box is seen."""

from __future__ import annotations

import pytest

from benchmarks.page import TYPING, usable

STAYS = "<!doctype html><title>x</title><textarea></textarea>"
EMPTIED = STAYS + "<script>setTimeout(() => { document.querySelector('textarea').value = ''; }, 700);</script>"
REPLACED = STAYS + "<script>setTimeout(() => { document.body.innerHTML = '<textarea></textarea>'; }, 700);</script>"


@pytest.mark.parametrize(("html", "late"), [(STAYS, False), (EMPTIED, True), (REPLACED, True)])
def test_a_box_that_loses_what_is_typed_is_not_usable_yet(chromium, html, late):
    context = chromium.new_context()
    try:
        context.add_init_script(TYPING)
        context.route("http://page.test/", lambda route: route.fulfill(body=html, content_type="text/html"))
        assert (usable(context, "http://page.test/") > 600) == late
    finally:
        context.close()

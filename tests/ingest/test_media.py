"""What a file is, by its content; and a reason with a remedy for what is no report."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from ingest.media import find_contents

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
PAGE = b"<!DOCTYPE html><html><body><p>Sign in to go on</p></body></html>"


def package(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.pdf", b"", "empty"),
        ("blank.txt", b" \n\x00\n", "empty"),
        ("renamed.pdf", package("a.pdf"), "zip archive"),
        ("sheet.docx", package("[Content_Types].xml", "xl/workbook.xml"), "not a Word"),
        ("open.odt", package("mimetype", "content.xml"), "not a Word"),
        ("cut.docx", package("word/document.xml")[:-30], "damaged"),
        ("old.doc", COMPOUND + "WordDocument".encode("utf-16-le"), "before 2007"),
        ("locked.docx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("notes.rtf", b"{\\rtf1 words}", "RTF"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture"),
        ("scan.bmp", b"BM" + (5_000).to_bytes(4, "little") + b"\x00" * 48, "picture"),
        ("page.pdf", PAGE, "web page"),
        ("words.pdf", b"Just some words of plain text.", "plain text"),
        ("mail.txt", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x", "e-mail"),
        ("program.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" * 30, "not in a format"),
        ("long.txt", b"words " * 2_000_000, "10 MB"),
    ],
)
def test_refuses_with_reason_and_remedy(name: str, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        find_contents(name, content)
    assert caught.value.name == name
    assert said in caught.value.reason
    assert caught.value.remedy.endswith(".")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", "pdf"),
        ("a.txt", b"junk before\n%PDF-1.4\n", "pdf"),
        ("a.docx", package("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.html", PAGE, "html"),
        ("a.txt", PAGE, "html"),
        ("a.htm", b"<p>One</p><p>two</p>", "html"),
        ("a.md", b"# Title\n\nWords", "markdown"),
        ("a.txt", "Wörds in UTF-16".encode("utf-16"), "plain"),
        ("a", b"Words without an ending", "plain"),
    ],
)
def test_knows_the_kind_by_content(name: str, content: bytes, kind: str) -> None:
    assert find_contents(name, content).kind == kind


def test_a_misleading_name_is_mentioned() -> None:
    assert "PDF" in find_contents("report.docx", b"%PDF-1.7\n").warnings[0]
    assert find_contents("report.pdf", b"%PDF-1.7\n").warnings == ()


def test_a_page_is_read_in_the_encoding_that_it_names() -> None:
    page = "<html><meta charset='iso-8859-2'><body><p>Łódź</p></body></html>".encode("iso-8859-2")
    assert "Łódź" in (find_contents("a.html", page).text or "")


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.docx", "a.html", "a.md", "a.txt", "a"]))
def test_any_bytes_are_something_or_refused(content: bytes, name: str) -> None:
    try:
        found = find_contents(name, content)
    except UnreadableFile as refusal:
        found = None
        said = (refusal.reason, refusal.remedy)
    else:
        said = ("", "")
    assert found is None or (found.text is None) == (found.kind in {"pdf", "docx"})
    assert found is not None or all(said)


@pytest.mark.parametrize(
    "text", ["BMI was not measured.", "GIF8 was the name of the file.", "MM was seen. II was not."]
)
def test_words_that_begin_as_a_picture_does_are_words(text: str) -> None:
    assert find_contents("note.txt", text.encode()).text == text

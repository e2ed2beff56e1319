from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import app
import cli
import samples
from desk.adding import sample_sums
from settings import KEYS

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "What did inspectors say about return home interviews?"
NOTE = "# Learning review: Sandmere\n\n## Findings\n\n1. The health visitor did not ask about the father.\n"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> object:
        """Standard output, which must be JSON and nothing else."""
        return json.loads(self.out)


Command = Callable[..., Ended]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting from outside; the data folder and the current folder are the test's own."""
    for key in KEYS:
        monkeypatch.delenv(f"REVIEW_LESSONS_{key.upper()}", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process and tell how it ended."""

    def command(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, captured.out, captured.err)

    return command


@pytest.fixture(scope="module")
def asked_home(demonstration_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration for the tests that only read it."""
    import shutil

    return Path(shutil.copytree(demonstration_home, tmp_path_factory.mktemp("asked") / "home"))


def write(path: Path, text: str = NOTE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# What needs no library


@pytest.mark.parametrize(
    "words", [[], ["library"], ["ask"], ["ask", "Why?", "--batch", "x"], ["nonsense"], ["--nonsense"]]
)
def test_wrong_usage_ends_with_2(run: Command, words: list[str]) -> None:
    assert run(*words).code == 2


def within(seconds: float, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of its own and hold it to a time.

    The best of three counts. On a machine with more to do than processors the clock says nothing about the command;
    then the processor time that it took is held to the limit instead.
    """
    for _ in range(3):
        began, used = time.monotonic(), _child_time()
        command = [sys.executable, "-m", "cli", *words]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        took = time.monotonic() - began
        if os.getloadavg()[0] > (os.cpu_count() or 1):
            took = min(took, _child_time() - used)
        if took < seconds:
            return ended
    pytest.fail(f"{' '.join(words)} took longer than {seconds} seconds")


def _child_time() -> float:
    used = os.times()
    return used.children_user + used.children_system


def test_help_names_every_command_and_is_fast() -> None:
    shown = within(2, "--help").stdout
    for command in ("serve", "ingest", "ask", "library", "doctor"):
        assert f" {command} " in shown


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, cli; print([m for m in ('torch', 'chromadb', 'gradio', 'langchain_core') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_a_setting_that_does_not_exist_ends_with_2(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_LESSONS_PROT", "1")
    ended = run("doctor")
    assert ended.code == 2
    assert "REVIEW_LESSONS_PORT" in ended.err


def test_no_library_says_how_to_start_one(run: Command, tmp_path: Path) -> None:
    for words in (["library", "list"], ["library", "verify"], ["ask", QUESTION]):
        ended = run(*words, "--home", tmp_path / "none")
        assert ended.code == 1
        assert "review-lessons ingest FOLDER" in ended.err
        assert ended.out == ""
    assert not (tmp_path / "none").exists()


def test_serve_refuses_other_hosts(run: Command, tmp_path: Path) -> None:
    ended = run("serve", "--host", "0.0.0.0", "--home", tmp_path)
    assert ended.code == 2
    assert "no accounts yet" in ended.err


def test_a_missing_file_is_wrong_usage(run: Command) -> None:
    ended = run("ingest", "not-there.pdf")
    assert ended.code == 2
    assert "not-there.pdf" in ended.err


def test_a_folder_without_reports_is_wrong_usage(run: Command, tmp_path: Path) -> None:
    write(tmp_path / "folder" / "sums.xlsx", "x")
    ended = run("ingest", tmp_path / "folder", "--home", tmp_path / "home")
    assert ended.code == 2
    assert "no report among these" in ended.err
    assert not (tmp_path / "home").exists()


def test_an_unexpected_error_is_one_sentence_and_the_traceback_is_in_the_log(
    run: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret inner words")

    monkeypatch.setattr(app, "find_home", broken)
    ended = run("library", "list", "--home", tmp_path / "home")
    log = tmp_path / "home" / "logs" / "review-lessons.log"
    assert ended.code == 1
    assert str(log) in ended.err
    assert "Traceback" not in ended.err
    assert "the secret inner words" in log.read_text(encoding="utf-8")


def test_every_error_that_is_told_is_one_that_there_is() -> None:
    from commands import console

    names = [name for kinds, _ in console._TOLD for name in kinds]
    for name in names:
        module, _, kind = name.partition(":")
        assert issubclass(getattr(importlib.import_module(module), kind), Exception)


# Adding


def test_ingest_starts_ones_own_library(run: Command, tmp_path: Path) -> None:
    report = write(tmp_path / "reports" / "sandmere.md")
    home = tmp_path / "home"
    ended = run("--home", home, "ingest", report.parent, "--json")
    shown = ended.json()
    assert ended.code == 0
    assert isinstance(shown, dict)
    assert (shown["added"], shown["failed"], shown["not_tried"]) == (1, 0, 0)
    assert shown["files"][0]["file"] == "sandmere.md"
    assert "[1/1] sandmere.md: added" in ended.err

    again = run("ingest", report.parent, "--home", home)
    assert again.code == 0
    assert "1 unchanged" in again.out

    listed = run("library", "list", "--json", "--home", home).json()
    assert isinstance(listed, list)
    assert [record["file"] for record in listed] == ["sandmere.md"]


def test_one_bad_file_never_stops_the_rest(run: Command, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    write(folder / "b.md")
    write(folder / "a.pdf", "")
    write(folder / "c.docx", "not a Word file")
    ended = run("ingest", folder, "--home", tmp_path / "home", "--json")
    shown = ended.json()
    assert ended.code == 1
    assert isinstance(shown, dict)
    by_file = {file["file"]: file for file in shown["files"]}
    assert by_file["b.md"]["outcome"] == "added"
    for name in ("a.pdf", "c.docx"):
        assert by_file[name]["outcome"] == "failed"
        assert by_file[name]["reason"]
        assert by_file[name]["remedy"]
    told = run("ingest", folder, "--home", tmp_path / "home")
    assert "Failed: a.pdf." in told.out
    assert "1 unchanged, 2 failed" in told.out


def test_an_unexpected_error_in_one_file_never_stops_the_rest(
    run: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import ingest

    real = ingest.read_review

    def fragile(source: ingest.Source, **more: object) -> object:
        if source.name == "a.md":
            raise ZeroDivisionError
        return real(source)

    monkeypatch.setattr(ingest, "read_review", fragile)
    write(tmp_path / "reports" / "a.md")
    write(tmp_path / "reports" / "b.md", NOTE.replace("Sandmere", "Otherton"))
    ended = run("ingest", tmp_path / "reports", "--home", tmp_path / "home")
    assert ended.code == 1
    assert "1 added" in ended.out
    assert "Traceback" not in ended.out + ended.err
    assert "ZeroDivisionError" in (tmp_path / "home" / "logs" / "review-lessons.log").read_text(encoding="utf-8")


def test_samples_never_enter_ones_own_library(run: Command, tmp_path: Path) -> None:
    sample = next(samples.folder().glob("*.html"))
    renamed = tmp_path / "renamed.html"
    renamed.write_bytes(sample.read_bytes())
    ended = run("ingest", renamed, "--home", tmp_path / "home")
    assert ended.code == 1
    assert "invented samples" in ended.out


def test_the_demonstration_refuses_real_reports(run: Command, home: Path, tmp_path: Path) -> None:
    ended = run("ingest", write(tmp_path / "real.md"), "--home", home / "demonstration")
    assert ended.code == 1
    assert "demonstration library" in ended.out


# Asking


def test_ask_shows_the_answer_with_its_sources(run: Command, asked_home: Path) -> None:
    ended = run("ask", QUESTION, "--home", asked_home)
    assert ended.code == 0
    assert "[1]" in ended.out
    assert "Sources" in ended.out
    assert "invented" in ended.out + ended.err


def test_ask_names_an_authority_as_people_write_it(run: Command, home: Path) -> None:
    name = run("ask", QUESTION, "--json", "--home", home).json()["citations"][0]["review_id"]
    assert run("library", "edit", name, "--local-authority", "north-harrowmere-upon-sea", "--home", home).code == 0
    ended = run("ask", QUESTION, "--filter", f"review_id={name}", "--home", home)
    (first, *_) = [line for line in ended.out.splitlines() if line.startswith("[1] ")]
    assert "North Harrowmere upon Sea" in first
    assert "north-harrowmere" not in ended.out


def test_ask_as_json_is_the_contract(run: Command, asked_home: Path) -> None:
    shown = run("ask", QUESTION, "--json", "--home", asked_home).json()
    assert isinstance(shown, dict)
    wanted = {"status", "question", "standalone_question", "filters", "answer", "claims", "citations", "passages"}
    assert wanted <= set(shown)
    assert shown["status"] == "answered"
    assert shown["citations"][0]["quote"]


def test_filters_are_obeyed_and_repeatable(run: Command, asked_home: Path) -> None:
    words = ["--filter", "local_authority=harrowmere", "--filter", "local_authority=ashenford", "--filter", "kind=scr"]
    shown = run("ask", QUESTION, "--json", *words, "--home", asked_home).json()
    assert isinstance(shown, dict)
    assert shown["passages"]
    assert {passage["local_authority"].casefold() for passage in shown["passages"]} <= {"harrowmere", "ashenford"}


@pytest.mark.parametrize("pair", ["year=2016", "kind", "published_from=soon"])
def test_a_wrong_filter_ends_with_2(run: Command, asked_home: Path, pair: str) -> None:
    ended = run("ask", QUESTION, "--filter", pair, "--home", asked_home)
    assert ended.code == 2
    assert pair.split("=")[0] in ended.err
    assert ended.out == ""


def test_a_reranker_that_is_not_there_ends_with_2(
    run: Command, asked_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEW_LESSONS_RERANKER", "no/such-model")
    ended = run("ask", QUESTION, "--home", asked_home)
    assert ended.code == 2
    assert "no/such-model" in ended.err


def test_a_batch_answers_every_line_in_order(run: Command, asked_home: Path, tmp_path: Path) -> None:
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "Fewer than half accept."}]
    lines = [
        json.dumps({"id": "one", "question": QUESTION, "filters": {"kind": "no-such-kind"}, "gold": []}),
        "not JSON at all",
        json.dumps({"id": "no question"}),
        "",
        json.dumps({"id": "bad history", "question": QUESTION, "history": [{"role": "robot", "content": "x"}]}),
        json.dumps({"id": "two", "question": "And in 2019?", "history": history}),
        json.dumps({"id": "empty", "question": ""}),
    ]
    (tmp_path / "in.jsonl").write_bytes("\n".join(lines).encode() + b'\n{"id": "bytes", "question": "\xff"}\n')
    ended = run("ask", "--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl", "--home", asked_home)
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ended.code == 0
    assert ended.out == ""
    ids = [answer.get("id") for answer in answers]
    assert ids == ["one", None, "no question", None, "bad history", "two", "empty", None]
    statuses = [answer["status"] for answer in answers]
    assert statuses[1:5] == ["invalid"] * 4
    assert statuses[6:] == ["invalid"] * 2
    assert answers[0]["passages"], "the line's own filters are not applied"
    assert answers[5]["standalone_question"] != "And in 2019?"
    assert list(tmp_path.glob("*.part")) == []


def test_a_batch_goes_on_when_one_question_breaks(
    run: Command, asked_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import assistant

    def broken(self: object, question: str, *_: object) -> assistant.Answer:
        if question == "break":
            raise RuntimeError("inner words")
        return assistant.Answer(assistant.Status.NO_EVIDENCE, question, question, {}, "Not in this library.")

    monkeypatch.setattr(assistant.Assistant, "ask", broken)
    lines = [json.dumps({"id": name, "question": name}) for name in ("a", "break", "b")]
    write(tmp_path / "in.jsonl", "\n".join(lines))
    ended = run("ask", "--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl", "--home", asked_home)
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ended.code == 1
    assert [answer["id"] for answer in answers] == ["a", "break", "b"]
    assert [answer["status"] for answer in answers] == ["no_evidence", "invalid", "no_evidence"]
    assert "inner words" not in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


# Looking after the library


def test_list_and_show(run: Command, asked_home: Path) -> None:
    listed = run("library", "list", "--json", "--home", asked_home).json()
    assert isinstance(listed, list)
    assert len(listed) == len(sample_sums())
    name = listed[0]["review_id"]
    shown = run("library", "show", listed[0]["file"], "--json", "--home", asked_home).json()
    assert isinstance(shown, dict)
    assert shown["review_id"] == name
    assert sum(shown["roles"].values()) == shown["passages"]
    assert [version["current"] for version in shown["versions"]] == [True]
    assert name in run("library", "list", "--home", asked_home).out
    assert "title: " in run("library", "show", name, "--home", asked_home).out


def test_show_of_an_unknown_review_is_told(run: Command, asked_home: Path) -> None:
    ended = run("library", "show", "no-such-review", "--home", asked_home)
    assert ended.code == 1
    assert "no-such-review" in ended.err


def test_verify_tells_clean_from_not_clean_and_rebuild_mends(run: Command, tmp_path: Path) -> None:
    home = tmp_path / "own"
    assert run("ingest", write(tmp_path / "one.md"), "--home", home).code == 0
    clean = run("library", "verify", "--json", "--home", home)
    assert (clean.code, clean.json()["clean"]) == (0, True)  # type: ignore[index]
    rebuilt = run("library", "rebuild", "--json", "--home", home)
    assert (rebuilt.code, rebuilt.json()) == (0, {"rebuilt": True, "reviews": 1})
    assert run("library", "verify", "--home", home).out.startswith("Clean")
    next(home.rglob("*.md")).unlink()
    broken = run("library", "verify", "--home", home)
    assert broken.code == 1
    assert "Not clean" in broken.out


def test_doctor_is_well_and_tells_what_is_not(run: Command, asked_home: Path, tmp_path: Path) -> None:
    well = run("doctor", "--json", "--home", asked_home).json()
    assert isinstance(well, list)
    names = ["Python", "Encoder", "OCR", "Folder", "Disk", "Port", "Chat model", "Library"]
    assert [check["name"] for check in well] == names
    assert well[-1]["state"] == "well"
    ill = run("doctor", "--home", tmp_path / "none")
    assert ill.code == 0
    assert "LOOK    Library: There is none yet." in ill.out
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        (tmp_path / "review-lessons.toml").write_text(
            f"port = {taken.getsockname()[1]}\nencoder = 'no/such-encoder'", encoding="utf-8"
        )
        ill = run("doctor", "--home", tmp_path / "none")
    assert ill.code == 1
    assert "WRONG   Encoder" in ill.out
    assert "LOOK    Port" in ill.out


# Processes


@pytest.fixture
def held(asked_home: Path) -> Iterator[int]:
    """The demonstration library, held by another process."""
    code = (
        "import sys, pathlib\nfrom vectorstore.lock import HomeLock\n"
        "lock = HomeLock(pathlib.Path(sys.argv[1]))\nlock.take()\nprint('held', flush=True)\nsys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(asked_home / "demonstration")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    yield holder.pid
    holder.communicate()


def test_a_library_in_use_is_refused_at_once(held: int, asked_home: Path) -> None:
    for words in (["library", "list"], ["ask", QUESTION], ["library", "verify"], ["serve"]):
        ended = within(2, *words, "--home", str(asked_home))
        assert ended.returncode == 3
        assert str(held) in ended.stderr


def test_doctor_only_says_that_the_library_is_in_use(held: int, asked_home: Path, run: Command) -> None:
    ended = run("doctor", "--home", asked_home)
    assert ended.code == 0
    assert "It is in use" in ended.out


def start(*words: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *words, "--home", str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def test_the_page_prints_an_address_that_answers_and_stops_on_ctrl_c(home: Path) -> None:
    page = start("app.py", "--port", "0", home=home)
    try:
        assert page.stderr is not None
        lines = iter(page.stderr.readline, "")
        address = next(line.split()[-1] for line in lines if "http://127.0.0.1:" in line)
        for _ in range(100):
            try:
                with urllib.request.urlopen(address, timeout=5) as answered:
                    assert answered.status == 200
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the page did not answer")
    finally:
        page.send_signal(signal.SIGINT)
        out, err = page.communicate(timeout=30)
    assert page.returncode == 0, err
    assert "Traceback" not in err
    assert out == ""


def test_ctrl_c_during_an_ingest_is_told_and_nothing_is_half_done(tmp_path: Path, run: Command) -> None:
    for number in range(12):
        write(tmp_path / "reports" / f"r{number:02}.md", NOTE.replace("Sandmere", f"Place {number}"))
    adding = start("-m", "cli", "ingest", str(tmp_path / "reports"), home=tmp_path / "home")
    assert adding.stderr is not None
    assert adding.stderr.readline().startswith("[1/12]")
    adding.send_signal(signal.SIGINT)
    out, err = adding.communicate(timeout=60)
    assert adding.returncode == 130, err
    assert "Nothing is half done" in err
    assert "not tried" in out
    assert "Traceback" not in err
    assert run("library", "verify", "--home", tmp_path / "home").code == 0
    again = run("ingest", tmp_path / "reports", "--home", tmp_path / "home", "--json")
    shown = again.json()
    assert isinstance(shown, dict)
    assert shown["added"] + shown["unchanged"] == 12
    assert shown["unchanged"] >= 1


def test_nothing_is_traced_to_others_even_where_their_programs_are() -> None:
    code = "import app, langsmith.utils; print(langsmith.utils.tracing_is_enabled())"
    env = os.environ | {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true"}
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pydantic import ValidationError

from settings import KEYS, SettingsError, default_home, read_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting from outside, and a current folder of our own."""
    for key in KEYS:
        monkeypatch.delenv(f"REVIEW_LESSONS_{key.upper()}", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "review-lessons.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_defaults_keep_the_page_on_this_machine(bare: Path) -> None:
    settings = read_settings()
    assert settings.host == "127.0.0.1"
    assert settings.port == 7860
    assert settings.home == default_home()
    assert settings.encoder is None
    assert "999" in settings.urgent_signposting
    assert "0808 800 5000" in settings.urgent_signposting
    assert settings.demonstration == settings.home / "demonstration"


def test_the_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        read_settings().port = 1


def test_command_line_goes_before_environment_before_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(bare / "lib", "port = 1001\nconcurrency = 3\nencoder = 'in-file'\n")
    monkeypatch.setenv("REVIEW_LESSONS_HOME", "lib")
    monkeypatch.setenv("REVIEW_LESSONS_PORT", "1002")
    monkeypatch.setenv("REVIEW_LESSONS_ENCODER", "in-environment")
    settings = read_settings(port=1003, host=None)
    assert (settings.port, settings.encoder, settings.concurrency) == (1003, "in-environment", 3)
    assert settings.home == bare / "lib"


def test_the_homes_file_goes_before_the_current_folders(bare: Path) -> None:
    write(bare, "port = 1")
    assert read_settings(home=bare / "lib").port == 1
    write(bare / "lib", "port = 2")
    assert read_settings(home=bare / "lib").port == 2


def test_the_current_folders_file_may_name_the_home_but_the_homes_own_may_not(bare: Path) -> None:
    write(bare, "home = 'elsewhere'")
    assert read_settings().home == bare / "elsewhere"
    file = write(bare / "lib", "home = 'elsewhere'")
    with pytest.raises(SettingsError, match="only read after that folder is known") as refused:
        read_settings(home=bare / "lib")
    assert str(file) in str(refused.value)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_LESSONS_HOME", "")
    assert read_settings().home == default_home()


def test_a_tilde_is_the_persons_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_LESSONS_HOME", "~/reports")
    assert read_settings().home == Path.home() / "reports"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("REVIEW_LESSONS_PROT", "Did you mean REVIEW_LESSONS_PORT?"),
        ("REVIEW_LESSONS_ENCODERS", "Did you mean REVIEW_LESSONS_ENCODER?"),
        ("review_lessons_hme", "Did you mean REVIEW_LESSONS_HOME?"),
        ("REVIEW_LESSONS_XYZZY", "The settings are: REVIEW_LESSONS_HOME"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_name(
    name: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert name in str(refused.value)
    assert advice in str(refused.value)


def test_an_unknown_key_in_the_file_is_refused_with_the_nearest_name(bare: Path) -> None:
    file = write(bare, "prot = 7860")
    with pytest.raises(SettingsError, match=r"no setting prot .*Did you mean port\?") as refused:
        read_settings()
    assert str(file) in str(refused.value)


@pytest.mark.parametrize("text", ["port = ", "port 7860", "[[["])
def test_a_file_that_is_not_toml_is_refused_by_name(bare: Path, text: str) -> None:
    file = write(bare, text)
    with pytest.raises(SettingsError, match="not valid TOML") as refused:
        read_settings()
    assert str(file) in str(refused.value)


def test_a_file_that_is_not_text_is_refused_by_name(bare: Path) -> None:
    (bare / "review-lessons.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "localhost"])
def test_a_host_is_an_address_or_a_name(host: str) -> None:
    assert read_settings(host=host).host == host


@pytest.mark.parametrize("host", ["", "two words", "http://example.org", "a/b"])
def test_anything_else_is_no_host(host: str) -> None:
    with pytest.raises(SettingsError, match="must be an address or a name"):
        read_settings(host=host)


def test_every_wrong_value_is_told_with_its_place(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(bare, "concurrency = 0")
    monkeypatch.setenv("REVIEW_LESSONS_PORT", "many")
    with pytest.raises(SettingsError) as refused:
        read_settings(host="all of them")
    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    assert any("port cannot be 'many' (in the environment)" in line for line in lines)
    assert any(f"concurrency cannot be 0 (in {file})" in line for line in lines)
    assert any("host cannot be 'all of them' (on the command line)" in line for line in lines)
    assert "pydantic" not in str(refused.value)


@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(value=st.one_of(st.integers(), st.text(max_size=8), st.floats(), st.lists(st.integers(), max_size=2)))
def test_a_port_is_a_port_or_a_refusal(value: object) -> None:
    try:
        port: object = read_settings(port=value).port
    except SettingsError as refused:
        port = str(refused)
    assert port in range(65536) or str(port).startswith("The setting port cannot be")

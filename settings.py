"""The settings: one frozen object, read once from the environment and an optional file.

A value given on the command line goes before the environment, the environment before the file, the file before the
default. The file is ``review-lessons.toml`` in the library's folder, or else in the current folder.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX: Final = "REVIEW_LESSONS_"
FILE_NAME: Final = "review-lessons.toml"
THIS_MACHINE: Final = "127.0.0.1"

# In immediate danger nobody should have to read search results first; every partnership can put its own numbers here.
SIGNPOSTING: Final = """\
**If a child or adult is in immediate danger, call 999 now.**

- Worried about a child: contact your local authority's children's social care or MASH (multi-agency safeguarding hub).
- Advice at any hour: NSPCC Helpline, 0808 800 5000.
- For a child who wants to talk: Childline, 0800 1111.
"""


def default_home() -> Path:
    """The platform's folder for this person's data."""
    return user_data_path("review-lessons", appauthor=False)


class SettingsError(Exception):
    """A setting that cannot be used; the message names it, where it stands and what to put instead."""


class Settings(BaseSettings):
    """Everything that can be set. ``encoder`` and ``reranker`` are a model's name or folder; None is the default.

    Without a ``chat_model`` nothing is written by a model and nothing leaves this machine.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    home: Path = Field(default_factory=default_home, description="the library's folder")
    host: str = Field(default=THIS_MACHINE, description="the address that the page listens on")
    host_names: str = Field(
        default="", pattern=r"^[A-Za-z0-9., -]*$", description="names other machines know this one by, with commas"
    )
    port: int = Field(default=7860, ge=0, le=65535, description="the port that the page listens on; 0 is any free one")
    encoder: str | None = Field(default=None, min_length=1, description="a sentence-transformers model")
    reranker: str | None = Field(default=None, min_length=1, description="a cross-encoder that orders what was found")
    urgent_signposting: str = Field(default=SIGNPOSTING, min_length=1, description="Markdown for immediate danger")
    concurrency: int = Field(default=8, ge=1, le=64, description="how many people may ask at the same time")
    chat_model: str | None = Field(
        default=None, pattern=r"^[a-z0-9_]+:\S+$", description="a LangChain chat model, as provider:model"
    )
    chat_base_url: str | None = Field(default=None, pattern=r"^https?://\S+$", description="where that model is served")
    chat_api_key: SecretStr | None = Field(default=None, min_length=1, description="the key for that model")
    chat_timeout_s: float = Field(default=60, ge=1, le=600, description="seconds that the model has for one answer")
    mask_details: Literal["off", "ask", "always"] = Field(
        default="ask", description="whether personal details in a question are masked before a remote model sees them"
    )
    support_model: str | None = Field(default=None, min_length=1, description="an NLI cross-encoder that checks claims")
    telemetry: bool = Field(default=False, description="whether steps are reported as OpenTelemetry spans")

    keep: Literal["none", "consented", "all"] = Field(
        default="consented", description="which conversations are kept for checking and training"
    )
    keep_days: int = Field(default=180, ge=1, le=3650, description="after how many days a kept conversation ends")

    @field_validator("home")
    @classmethod
    def _whole_path(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("host")
    @classmethod
    def _an_address(cls, host: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9.:-]{1,253}", host):
            raise ValueError("it must be an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0")
        return host

    @property
    def demonstration(self) -> Path:
        """The folder of the demonstration library, inside the home."""
        return self.home / "demonstration"

    @property
    def logs(self) -> Path:
        """The folder of the log files."""
        return self.home / "logs"


KEYS: Final = tuple(Settings.model_fields)


def read_settings(**given: object) -> Settings:
    """Read the settings once; ``given`` are values from the command line, where None is not given.

    Raises SettingsError for an unknown key, also in the environment, and for a value that cannot be used.
    """
    said = {key: value for key, value in given.items() if value is not None}
    environment = _environment(os.environ)
    home = said.get("home", environment.get("home"))
    file = _file(Path(str(home)) if home is not None else None)
    written = _written(file) if file else {}
    if file and file.parent != Path.cwd() and "home" in written:
        raise SettingsError(
            f"{file} sets home, but it stands in the library's folder and is only read after that folder is known. "
            f"Take the line out and set {PREFIX}HOME or use --home."
        )
    values = {key: value for key, value in written.items() if key not in environment} | said
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        origins = dict.fromkeys(written, f"in {file}") | dict.fromkeys(environment, "in the environment")
        origins |= dict.fromkeys(said, "on the command line")
        wrong = [(str(one["loc"][0]), one["input"], one.get("ctx", {}).get("error")) for one in error.errors()]
        raise SettingsError("\n".join(_sentence(*one, origins.get(one[0], "")) for one in wrong)) from None


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The settings that the environment holds, by key; pydantic-settings overlooks names that it does not know."""
    named = {name: name[len(PREFIX) :].lower() for name in environ if name.upper().startswith(PREFIX)}
    for name, key in named.items():
        if key not in KEYS:
            advice = _nearest(key, KEYS, lambda valid: f"{PREFIX}{valid.upper()}")
            raise SettingsError(f"There is no setting {name} (in the environment). {advice}")
    return {key: environ[name] for name, key in named.items() if environ[name]}


def _file(home: Path | None) -> Path | None:
    """The settings file, if there is one: the home's, or else the current folder's."""
    folders = (home.expanduser().absolute() if home else default_home(), Path.cwd())
    return next((folder / FILE_NAME for folder in folders if (folder / FILE_NAME).is_file()), None)


def _written(file: Path) -> dict[str, object]:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}. Mend that line; texts stand in quotes.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from None
    for key in written:
        if key not in KEYS:
            raise SettingsError(f"There is no setting {key} (in {file}). {_nearest(key, KEYS)}")
    return written


def _nearest(key: str, known: Sequence[str], spelt: Callable[[str], str] = str) -> str:
    close = get_close_matches(key, known, n=1, cutoff=0.5)
    return f"Did you mean {spelt(close[0])}?" if close else f"The settings are: {', '.join(map(spelt, known))}."


def _sentence(key: str, value: object, reason: object, origin: str) -> str:
    # A key is a secret, also one that cannot be used.
    shown = "what was given" if key == "chat_api_key" else repr(value)
    return f"The setting {key} cannot be {shown} ({origin}): {reason or _needs(key)}."


def _needs(key: str) -> str:
    match key:
        case "host_names":
            return "it must be names such as reviews.example.org, with commas between them"
        case "port":
            return "it must be a whole number from 0 to 65535 (0 is any free port)"
        case "concurrency":
            return "it must be a whole number from 1 to 64"
        case "chat_model":
            return "it must name a provider and a model, as in openai:gpt-4o-mini"
        case "chat_base_url":
            return "it must begin with http:// or https://"
        case "chat_timeout_s":
            return "it must be a number of seconds from 1 to 600"
        case "mask_details":
            return "it must be off, ask or always"
        case "telemetry":
            return "it must be true or false"
        case "keep":
            return "it must be none, consented (those whose askers agreed) or all"
        case "keep_days":
            return "it must be a whole number of days from 1 to 3650"
        case _:
            return "it must be a text that is not empty"

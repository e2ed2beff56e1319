"""Open a chat model by its name, through LangChain, or say what is missing."""

from __future__ import annotations

import ipaddress
import os
from urllib.parse import urlsplit

from langchain.chat_models import init_chat_model

from assistant.claims.chat import ChatModel

EXTRAS = ("openai", "ollama", "anthropic")
_PAUSES = ("openai", "azure_openai", "anthropic")  # providers that would try again by themselves


class ChatModelMissing(Exception):
    """The chat model cannot be opened; the message says what to install or to set."""


def open_chat_model(
    name: str, *, base_url: str | None = None, api_key: str | None = None, timeout_s: float = 60
) -> ChatModel:
    """Open the chat model ``provider:model``. Nothing is sent yet. Raises ChatModelMissing.

    Address and key come from the provider's own variables where they are not given. A server on this machine needs no
    key.
    """
    provider = name.split(":", 1)[0]
    given: dict[str, object] = {}
    if base_url is not None:
        given["base_url"] = base_url
    if api_key is not None:
        given["api_key"] = api_key
    elif provider == "openai" and base_url is not None and not os.environ.get("OPENAI_API_KEY"):
        given["api_key"] = "none"  # servers that speak this protocol on one's own machine mostly ask for no key
    if provider in _PAUSES:
        # Whoever waits is better served by the reports' own sentences than by another try.
        given |= {"max_retries": 0, "timeout": timeout_s}
    try:
        model = init_chat_model(name, **given)  # type: ignore[call-overload]
    except ImportError:
        raise ChatModelMissing(_install(provider)) from None
    except Exception as error:
        # The message of the provider's own error can repeat what it was given, a key among it.
        raise ChatModelMissing(
            f"The chat model {name} cannot be opened ({type(error).__name__}). Check the setting chat_model (a "
            "provider and a model, as in openai:gpt-4o-mini) and that its key is set, in chat_api_key or in the "
            "provider's own variable."
        ) from None
    return ChatModel(name, model, remote=not _is_here(provider, base_url), timeout_s=timeout_s)


def _install(provider: str) -> str:
    if provider in EXTRAS:
        return (
            f"The chat model's provider {provider} needs an extra: "
            f"pip install -c constraints.txt '.[{provider}]', then start again."
        )
    return (
        f"The chat model's provider {provider} needs LangChain's package for it, which is not one of the extras "
        f"({', '.join(EXTRAS)}). Install that package, then start again."
    )


def _is_here(provider: str, base_url: str | None) -> bool:
    """Whether the model runs on this machine; what cannot be told counts as remote."""
    address = base_url
    if address is None and provider == "ollama":
        address = os.environ.get("OLLAMA_HOST") or "http://127.0.0.1"
    if address is None:
        return False
    host = urlsplit(address if "://" in address else f"http://{address}").hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

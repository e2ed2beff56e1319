"""Other programs: over HTTP as described, over the Model Context Protocol, and only with the right to ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import fakes
import pytest
from fastapi.testclient import TestClient

from desk.database import Desk
from web import build_app


@pytest.fixture(scope="module")
def client(library: fakes.FakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    desk = Desk.open(Path(tmp_path_factory.mktemp("desk")))
    app = build_app(library, fakes.FakeAssistant(library, pause=0), fakes.FakeSettings(), desk=desk)
    # Without "with": the server's own start and end are not what is tried here.
    yield TestClient(app, base_url="http://127.0.0.1")
    desk.close()


def call(client: TestClient, method: str, **params: object) -> dict[str, object]:
    sent = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    answered = client.post("/api/mcp", json=sent)
    assert answered.status_code == 200
    body = answered.json()
    assert (body["jsonrpc"], body["id"]) == ("2.0", 1)
    return body


def test_an_answer_cites_sources_that_open(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "How were fathers missed?"}).json()
    assert answer["status"] == "answered"
    cited = answer["citations"][0]
    fields = {"review": cited["review_id"], "version": cited["version"], "start": cited["start"], "end": cited["end"]}
    source = client.get("/api/source", params=fields).json()
    assert source["text"] == cited["quote"]
    assert source["page"] == cited["page"]
    assert source["address"].startswith("/?review=")


def test_passages_are_found(client: TestClient) -> None:
    found = client.get("/api/search", params={"question": "How were fathers missed?", "k": 2, "kind": "jtai"}).json()
    assert found["filters"] == {"kind": "jtai"}
    assert len(found["passages"]) <= 2


def test_the_description_names_every_route(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert set(described["paths"]) == {"/api/ask", "/api/search", "/api/source"}
    assert "citations" in described["components"]["schemas"]["Answer"]["properties"]


def test_what_comes_is_what_is_described(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    answer = client.post("/api/ask", json={"question": "How were fathers missed?"}).json()
    cited = answer["citations"][0]
    fields = {"review": cited["review_id"], "version": cited["version"], "start": cited["start"], "end": cited["end"]}
    came = {
        "Answer": answer,
        "Claim": answer["claims"][0],
        "Citation": cited,
        "FoundPassage": answer["passages"][0],
        "Passages": client.get("/api/search", params={"question": "fathers"}).json(),
        "Source": client.get("/api/source", params=fields).json(),
    }
    schemas = described["components"]["schemas"]
    for name, value in came.items():
        assert set(value) == set(schemas[name]["properties"]), name
    assert '"#/components/schemas/Block"' not in json.dumps(described)
    assert set(described["paths"]["/api/ask"]["post"]["responses"]) == {"200", "422", "503"}


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/api/source", {"review": "none", "version": "0123456789ab", "start": 1, "end": 2}, 404),
        ("/api/source", {"review": "x", "version": "0123456789ab", "start": 2, "end": 2}, 422),
        ("/api/source", {"review": "x", "version": "0123456789ab", "start": 0, "end": 9_999_999}, 422),
        ("/api/search", {"question": "x", "published_from": "yesterday"}, 422),
        ("/api/search", {"question": "x", "k": 0}, 422),
        ("/api/search", {}, 422),
    ],
)
def test_what_cannot_be_done_is_refused(
    client: TestClient, path: str, fields: dict[str, str | int], status: int
) -> None:
    assert client.get(path, params=fields).status_code == status


@pytest.mark.parametrize(
    "body",
    [{"question": "x", "filters": {"year": "2020"}}, {"question": "x", "more": 1}, {"question": 7}, {}, []],
)
def test_an_unreadable_question_is_refused(client: TestClient, body: object) -> None:
    assert client.post("/api/ask", json=body).status_code == 422


def test_another_sites_page_cannot_ask(client: TestClient) -> None:
    headers = {"origin": "https://example.org"}
    assert client.post("/api/ask", json={"question": "x"}, headers=headers).status_code == 403
    assert client.post("/api/mcp", json={}, headers=headers).status_code == 403
    plain = {"content-type": "text/plain"}
    assert client.post("/api/ask", content='{"question": "x"}', headers=plain).status_code == 422


def test_the_protocol_begins_and_lists_its_tools(client: TestClient) -> None:
    begun = call(client, "initialize", protocolVersion="2025-06-18")["result"]
    assert begun["protocolVersion"] == "2025-06-18"  # type: ignore[index]
    sent = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert client.post("/api/mcp", json=sent).status_code == 202
    tools = call(client, "tools/list")["result"]["tools"]  # type: ignore[index]
    assert [tool["name"] for tool in tools] == ["search_reviews", "ask_reviews", "open_source"]
    assert client.get("/api/mcp").status_code == 405


def test_each_tool_does_its_work(client: TestClient) -> None:
    def tool(name: str, **given: object) -> dict[str, object]:
        result = call(client, "tools/call", name=name, arguments=given)["result"]
        assert result["isError"] is False  # type: ignore[index]
        return result["structuredContent"]  # type: ignore[index, no-any-return]

    assert tool("search_reviews", question="How were fathers missed?", k=1)["passages"]
    answer = tool("ask_reviews", question="How were fathers missed?", filters={"kind": ["jtai", "scr"]})
    cited = answer["citations"][0]  # type: ignore[index]
    place = {key: cited[key] for key in ("review_id", "version", "start", "end")}
    assert tool("open_source", **place)["text"] == cited["quote"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("search_reviews", {}),
        ("search_reviews", {"question": "x", "k": "many"}),
        ("ask_reviews", {"question": "x", "filters": {"year": "2020"}}),
        ("ask_reviews", {"question": "x", "filters": 3}),
        ("open_source", {"review_id": "none", "version": "0123456789ab", "start": 0, "end": 5}),
    ],
)
def test_a_tool_says_what_it_cannot_do(client: TestClient, name: str, given: dict[str, object]) -> None:
    result = call(client, "tools/call", name=name, arguments=given)["result"]
    assert result["isError"] is True  # type: ignore[index]
    assert result["content"][0]["text"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", -32700),
        ("[]", -32600),
        ('{"id": 1, "method": "ping"}', -32600),
        ('{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}', -32601),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "erase"}}', -32602),
        ('{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}', -32602),
    ],
)
def test_a_broken_message_gets_the_protocols_error(client: TestClient, body: str, code: int) -> None:
    assert client.post("/api/mcp", content=body).json()["error"]["code"] == code

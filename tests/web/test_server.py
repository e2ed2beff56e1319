"""The server: on this machine only, nothing from elsewhere, eight answers at once."""

from __future__ import annotations

import json
import socket
import threading
import time

import fakes
import httpx
import pytest
import uvicorn

from web import WebError, build_app, launch


@pytest.fixture(scope="module")
def served(library):
    assistant = fakes.FakeAssistant(library, pause=0)
    app = build_app(library, assistant, fakes.FakeSettings())
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=30) as client:
            yield client, assistant
        server.should_exit = True
        thread.join(10)


def test_the_page_forbids_every_other_origin(served):
    client, _ = served
    page = client.get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy
    assert page.headers["referrer-policy"] == "same-origin"


def test_another_host_name_is_refused(served):
    client, _ = served
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "localhost:1"}).status_code == 200


def test_an_address_of_a_source_is_the_page(served):
    client, _ = served
    assert client.get("/?review=alder&version=0123456789ab&page=1&start=1&end=2").status_code == 200
    assert client.get("/?page=nonsense&deep_link=../x").status_code == 200


def test_there_is_no_public_interface_to_the_answers(served):
    client, _ = served
    assert client.get("/gradio_api/info").json()["named_endpoints"] == {}
    assert client.get("/docs").status_code == 404
    assert client.get("/openapi.json").status_code == 404
    assert client.get("/monitoring").status_code in (403, 404)


def test_a_picture_of_a_page_can_be_kept_by_the_browser_alone(served, library):
    client, _ = served
    where = {"review": "alder", "version": library.review("alder").version, "page": 1, "width": 600}
    picture = client.get("/page-image", params=where)
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"].startswith("private")
    assert client.get("/page-image", params={**where, "page": 3}).status_code == 404
    assert client.get("/page-image", params={**where, "version": "0" * 12}).status_code == 404
    assert client.get("/page-image", params={**where, "page": "x"}).status_code == 422
    cedar = {"review": "cedar", "version": library.review("cedar").version, "page": 1}
    assert client.get("/page-image", params=cedar).status_code == 404


def test_only_the_pages_own_files_are_served(served):
    client, _ = served
    assert client.get("/page-files/page.js").status_code == 200
    assert client.get("/page-files/../page.py").status_code == 404
    assert client.get("/page-files/%2e%2e/page.py").status_code == 404


def _ask(client, config, question, n):
    """Put a question into the queue as a browser does; it is answered in the background."""
    answer = next(d for d in config["dependencies"] if d["targets"][0][1] == "submit")
    body = {
        "data": [{}],
        "fn_index": answer["id"],
        "session_hash": f"reader{n}",
        "trigger_id": answer["targets"][0][0],
        "event_data": {"question": question},
    }
    assert client.post("/gradio_api/queue/join", json=body).status_code == 200


def test_eight_people_are_answered_at_once(served):
    client, assistant = served
    config = client.get("/config").json()
    assistant.asked.clear()
    assistant.hold.clear()
    try:
        for n in range(8):
            _ask(client, config, f"slow question {n}", n)
        until = time.monotonic() + 10
        while len(assistant.asked) < 8 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(assistant.asked) == 8
    finally:
        assistant.hold.set()
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "reader3"}) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:") and json.loads(line[5:])["msg"] == "process_completed":
                assert json.loads(line[5:])["success"]
                break


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])
def test_no_other_machine_may_connect(library, assistant, host):
    with pytest.raises(WebError, match="only this machine"):
        launch(library, assistant, fakes.FakeSettings(), host=host)


def test_a_port_in_use_is_said_in_words(library, assistant):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WebError, match=f"Port {port} on 127.0.0.1 cannot be used"):
            launch(library, assistant, fakes.FakeSettings(), port=port)

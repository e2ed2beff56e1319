"""Signing in: nobody unknown reaches a page, a picture or Gradio's own addresses once there are accounts."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import fakes
import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient

from desk.accounts import Accounts
from desk.database import Desk
from web import build_app
from web.sign_in import Patience, own_page
from web.visiting import COOKIE

PASSWORD = "correct horse battery"
PAGE = {"accept": "text/html"}


class Site:
    """A running site with its accounts."""

    def __init__(self, url, accounts):
        self.url, self.accounts = url, accounts

    def client(self, **options):
        return httpx.Client(base_url=self.url, timeout=30, **options)

    @contextmanager
    def signed_in(self, name):
        with self.client() as client:
            done = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert done.status_code == 303, done.text
            yield client


@pytest.fixture(scope="module")
def site(library, tmp_path_factory):
    home = tmp_path_factory.mktemp("accounts")
    with Desk.opened(home) as desk:
        accounts = Accounts(desk, home)
        app = build_app(
            library, fakes.FakeAssistant(library, pause=0), fakes.FakeSettings(), desk=desk, accounts=accounts
        )
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, ws="none"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            while not server.started:
                time.sleep(0.02)
            yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", accounts)
            server.should_exit = True
            thread.join(10)


@pytest.fixture
def people(site):
    for role in ("practitioner", "trainer", "librarian", "administrator"):
        site.accounts.add(role.title(), role, PASSWORD)
    yield site
    for account in sorted(site.accounts.list(), key=lambda one: one.role == "administrator"):
        site.accounts.remove(account.name)


def test_without_accounts_everybody_at_this_machine_comes_in(site):
    with site.client() as client:
        assert client.get("/").status_code == 200
        assert client.get("/config").status_code == 200
        assert "There are no accounts" in client.get("/sign-in").text or "no accounts" in client.get("/sign-in").text


def _routes(client):
    return [
        ("GET", "/"),
        ("GET", "/config"),
        ("GET", "/theme.css"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/queue/data?session_hash=x"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/heartbeat/x"),
        ("GET", "/gradio_api/startup-events"),
        ("GET", "/assets/index.js"),
        ("GET", "/page-image?review=alder&version=0123456789ab&page=1"),
        ("GET", "/login"),
        ("GET", "//config"),
        ("GET", "/page-files/../config"),
        ("GET", "/sign-in/../config"),
        ("POST", "/sign-out"),
        ("GET", "/no-such-page"),
    ]


def test_an_anonymous_request_gets_401_everywhere(people):
    with people.client() as client:
        for method, path in _routes(client):
            answered = client.request(method, path)
            assert answered.status_code == 401, (method, path, answered.status_code)
        assert client.get("/page-files/site.css").status_code == 200
        assert client.get("/sign-in").status_code == 200


def test_a_forged_or_foreign_cookie_opens_nothing(people):
    with people.signed_in("Trainer") as client:
        good = client.cookies[COOKIE]
    for forged in (good[:-2] + "xx", "null", "x", good.split(".")[0], ""):
        with people.client(cookies={COOKIE: forged}) as client:
            assert client.get("/config").status_code == 401


def test_a_page_leads_to_signing_in_and_back(people):
    with people.client() as client:
        asked = client.get("/?review=alder&start=1", headers=PAGE)
        assert asked.status_code == 303
        assert asked.headers["location"] == "/sign-in?next=/%3Freview%3Dalder%26start%3D1"
        form = client.get(asked.headers["location"]).text
        assert 'value="/?review=alder&amp;start=1"' in form
        data = {"name": "trainer", "password": PASSWORD, "next": "/?review=alder&start=1"}
        done = client.post("/sign-in", data=data)
        assert (done.status_code, done.headers["location"]) == (303, "/?review=alder&start=1")
        cookie = done.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/", headers=PAGE).status_code == 200
        assert client.get("/config").status_code == 200
        assert client.get("/sign-in").status_code == 303
        assert client.post("/sign-out").headers["location"] == "/sign-in"
        assert client.get("/config").status_code == 401


def test_the_cookie_is_secure_where_the_page_is_reached_by_https(people):
    with people.client(headers={"x-forwarded-proto": "https"}) as client:
        done = client.post("/sign-in", data={"name": "trainer", "password": PASSWORD})
        assert "secure" in done.headers["set-cookie"].lower()


def test_a_link_on_another_site_is_followed_once_more_from_ours(people):
    afar = {**PAGE, "sec-fetch-site": "cross-site"}
    with people.client() as client:
        onward = client.get("/?review=alder", headers=afar)
    assert onward.status_code == 200
    assert 'http-equiv="refresh"' in onward.text
    assert 'href="/?review=alder"' in onward.text


def test_nobody_is_led_to_another_site(people):
    for wanted in ("https://evil.example", "//evil.example", "/\\evil.example", "\t//evil.example", "/sign-in"):
        assert own_page(wanted) == "/"
    assert own_page("/library?q=a") == "/library?q=a"


def test_a_wrong_password_is_told_without_telling_which_names_there_are(people):
    with people.client() as client:
        texts = set()
        for name in ("Trainer", "Nobody"):
            refused = client.post("/sign-in", data={"name": name, "password": "wrong password"}, headers=PAGE)
            assert refused.status_code == 401
            assert COOKIE not in client.cookies
            texts.add(refused.text.replace(name, ""))
        assert len(texts) == 1
        assert client.post("/sign-in", data={}).status_code == 401


def test_many_wrong_passwords_have_to_wait(people):
    with people.client() as client:
        codes = [
            client.post("/sign-in", data={"name": "Practitioner", "password": "wrong"}).status_code for _ in range(6)
        ]
        assert codes == [401] * 5 + [429]
        waiting = client.post("/sign-in", data={"name": "practitioner ", "password": PASSWORD})
        assert waiting.status_code == 429
        assert int(waiting.headers["retry-after"]) >= 1
    with people.signed_in("Trainer") as client:
        assert client.get("/config").status_code == 200


def test_waiting_doubles_and_ends():
    now = [0.0]
    patience = Patience(lambda: now[0])
    waits = []
    for _ in range(16):
        patience.failed("lena", "192.0.2.1")
        waits.append(patience.wait("Lena", "192.0.2.2"))
    assert waits[:7] == [0, 0, 0, 0, 1, 2, 4]
    assert waits[-1] == 300
    now[0] += 301
    assert patience.wait("lena", "192.0.2.1") == 0
    patience.succeeded("lena", "192.0.2.1")
    patience.failed("lena", "192.0.2.1")
    assert patience.wait("lena", "192.0.2.1") == 0
    for number in range(30):
        patience.failed(f"name {number}", "192.0.2.9")
    assert patience.wait("somebody else", "192.0.2.9") > 0


def test_an_account_that_is_removed_is_out_at_once(people):
    with people.signed_in("Librarian") as client:
        assert client.get("/config").status_code == 200
        people.accounts.remove("Librarian")
        assert client.get("/config").status_code == 401
        people.accounts.add("Librarian", "librarian", PASSWORD)
        assert client.get("/config").status_code == 401


def test_what_another_sites_page_sends_is_refused(people):
    with people.signed_in("Trainer") as client:
        for headers in (
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ):
            assert client.post("/sign-out", headers=headers).status_code == 403
            assert client.post("/gradio_api/queue/join", json={}, headers=headers).status_code == 403
        assert client.get("/config").status_code == 200
        assert client.post("/sign-out", headers={"origin": people.url}).status_code == 303


def test_where_others_can_connect_no_accounts_let_nobody_in(library, tmp_path):
    with Desk.opened(tmp_path) as desk:
        app = build_app(
            library,
            fakes.FakeAssistant(library, pause=0),
            fakes.FakeSettings(),
            desk=desk,
            accounts=Accounts(desk, tmp_path),
            open_without=False,
        )
        client = TestClient(app, base_url="http://127.0.0.1")
        assert [client.get(path).status_code for path in ("/config", "/sign-in")] == [401, 200]

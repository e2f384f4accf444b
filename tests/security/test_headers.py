"""What every answer says to the browser, over all pages, personas and kinds of answer."""

import base64
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from last500.base.sealing import write_keys
from last500.service_requests import photos
from last500.service_requests.models import Photo
from tests.security.crawl import Page, Seen, foreign, inline, told, walk
from tests.security.telling import PERSONAL_FIELDS, by_get, canaries, tells
from tests.security.test_uploads import picture, upload
from tests.test_access import BACKEND, town  # noqa: F401
from tests.test_guards import ROOT, SOURCE

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOTHING = (
    "object-src", "base-uri", "frame-ancestors", "frame-src", "worker-src", "media-src",
    "font-src", "manifest-src", "script-src-attr", "style-src-attr",
)  # fmt: skip


def policy_of(response: HttpResponse) -> dict[str, list[str]]:
    said = response.headers.get("Content-Security-Policy", "")
    parts = (part.split() for part in said.split(";"))
    return {part[0]: part[1:] for part in parts if part}


def lacking(response: HttpResponse) -> list[str]:
    """What an answer of any kind should say and does not."""
    found = [name for name, value in ALWAYS.items() if response.headers.get(name) != value]
    if "geolocation=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    policy, kind = policy_of(response), response.headers.get("Content-Type", "")
    if policy.get("frame-ancestors") != ["'none'"] and "sandbox" not in policy:
        found.append("frame-ancestors")
    if any("unsafe" in word or "*" in word for words in policy.values() for word in words):
        found.append("unsafe policy")
    if kind.startswith("text/") and not re.search(r"; charset=\"?utf-8", kind, re.I):
        found.append(f"charset: {kind}")
    return found


def kept(response: HttpResponse) -> list[str]:
    """Answers made for somebody stay in no cache."""
    return [] if "no-store" in response.headers.get("Cache-Control", "") else ["no-store"]


def weak(response: HttpResponse) -> list[str]:
    """A page whose policy would let something run or load that we did not write."""
    policy, page = policy_of(response), Page(response.content.decode())
    found = [name for name in NOTHING if policy.get(name) != ["'none'"]]
    found += [
        name
        for name, value in (
            ("default-src", ["'self'"]), ("style-src", ["'self'"]), ("connect-src", ["'self'"]),
            ("img-src", ["'self'", "data:"]), ("form-action", ["'self'"]),
        )
        if policy.get(name) != value
    ]  # fmt: skip
    nonces = policy.get("script-src", ["none said"])
    if nonces and not (len(nonces) == 1 and re.fullmatch(r"'nonce-[\w+/=]{22,}'", nonces[0])):
        found.append(f"script-src {nonces}")
    scripts = [attributes for tag, attributes in page.elements if tag == "script"]
    found += [f"script {one.get('src')} without nonce" for one in scripts
              if f"'nonce-{one.get('nonce')}'" not in nonces]  # fmt: skip
    return found + inline(page) + foreign(page)


def loose(response: HttpResponse) -> list[str]:
    """Cookies that a script or another site could use."""
    return [
        f"cookie {cookie.key} {flag}"
        for cookie in response.cookies.values()
        if cookie["max-age"] != 0  # one that is taken away says no more than its name
        for flag, good in (
            ("httponly", cookie["httponly"]),
            ("samesite", cookie["samesite"] in {"Lax", "Strict"}),
            ("path", cookie["path"] == "/"),
            ("domain", not cookie["domain"]),
        )
        if not good
    ]


def faults(seen: Seen) -> list[str]:
    response = seen.response
    found = lacking(response) + kept(response) + loose(response)
    found += weak(response) if seen.html else []
    return [f"{seen}: {fault}" for fault in found]


@pytest.mark.whole
@pytest.mark.one_engine("Headers and markup are written after the last row has been read.")
@pytest.mark.django_db
def test_every_answer_of_every_page_to_every_persona_says_it(town, caplog):  # noqa: F811
    """And no address tells about a person: links, forms, redirects, the log of the whole walk."""
    found: list[str] = []
    statuses, asked, words = set(), set(), canaries(town.cast)
    caplog.set_level(logging.DEBUG)
    for seen in walk(town):
        statuses.add(seen.response.status_code)
        found += faults(seen)
        found += [f"{seen}: {one}" for one in told(seen) if tells(one, words)]
        asked |= by_get(Page(seen.html))
    assert found == []
    assert asked & PERSONAL_FIELDS == set()
    assert [word for word in [*words, town.placed.link_key] if word in caplog.text] == []
    # Control: the walk met all kinds of answers and not only the easy ones, and the log spoke.
    assert {200, 302, 303, 403, 404, 405, 409, 422} <= statuses
    assert "/r/<str:number>/" in caplog.text


@pytest.mark.django_db
def test_two_answers_never_share_a_nonce(client):
    said = {policy_of(client.get("/privacy/"))["script-src"][0] for _ in range(20)}
    assert len(said) == 20


class Broken(Client):
    def get(self, *args, **more):
        self.raise_request_exception = False
        return super().get(*args, **more)


ODD: dict[str, tuple[int, Callable[[Client], HttpResponse]]] = {
    "no such page": (404, lambda client: client.get("/no/such/page/")),
    "a missing slash": (301, lambda client: client.get("/privacy")),
    "an odd method": (405, lambda client: client.put("/privacy/")),
    "options": (405, lambda client: client.options("/privacy/")),
    "a foreign host": (400, lambda client: client.get("/privacy/", headers={"host": "evil.org"})),
    "a form without its token": (
        403,
        lambda client: Client(enforce_csrf_checks=True).post("/sign-in/", {"phone": "1"}),
    ),
    "health": (200, lambda client: client.get("/health/")),
    "head": (200, lambda client: client.head("/privacy/")),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ODD)
def test_odd_answers_say_it_too(name, client):
    status, answer = ODD[name]
    response = answer(client)
    assert response.status_code == status
    assert lacking(response) + kept(response) + loose(response) == []


@pytest.mark.django_db
def test_a_page_that_breaks_says_it_too_and_nothing_of_itself(monkeypatch, settings):
    def break_down(request):
        raise RuntimeError("SecretDetail")

    monkeypatch.setattr("last500.web.views.clean_line", break_down)
    response = Broken().get("/")
    assert response.status_code == 500
    assert lacking(response) + kept(response) == []
    assert "SecretDetail" not in response.content.decode()
    settings.DEBUG = True  # control: the debugger's page would tell
    assert "SecretDetail" in Broken().get("/").content.decode()


@pytest.mark.django_db
def test_static_files_say_it_and_may_be_kept(client):
    for path in sorted(SOURCE.glob("*/static/**/*.*")):
        address = "/static/" + str(path).split("/static/", 1)[1]
        response = client.get(address)
        assert response.status_code == 200, address
        assert lacking(response) == [], address
        assert "no-store" not in response.headers["Cache-Control"]
        response.close()


def test_a_photo_says_it(client, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    matter = cast.placed()
    photos.add(matter, photos.re_encode(upload(picture())))
    client.force_login(cast.lin, backend=BACKEND)
    response = client.get(f"/photo/{Photo.objects.get().pk}/")
    assert response.status_code == 200
    assert lacking(response) + kept(response) == []
    assert policy_of(response) == {"default-src": ["'none'"], "sandbox": []}


# Positive controls: each finder finds.


def page(html: str, **headers: str) -> HttpResponse:
    response = HttpResponse(html)
    policy = "default-src 'self'; script-src 'nonce-abcdefghijklmnopqrstuv'"
    for name, value in {"Content-Security-Policy": policy, **headers}.items():
        response.headers[name.replace("_", "-")] = value
    return response


@pytest.mark.parametrize(
    "html",
    [
        "<p style='color:red'>x",
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<img src=x onerror=alert(1)>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<form action='javascript:alert(1)'>",
    ],
)
def test_the_finder_sees_what_is_inline(html):
    assert inline(Page(html))
    assert inline(Page("<p>onclick=1 style=x</p><a href='/privacy/'>x</a>")) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script src='https://evil.example/x.js'></script>",
        "<img src='//evil.example/x.png'>",
        "<link href='http://fonts.example/x.css'>",
        "<form action='https://evil.example/'>",
        "<meta http-equiv='refresh' content='https://evil.example/'>",
    ],
)
def test_the_finder_sees_foreign_hosts(html):
    assert foreign(Page(html))
    assert foreign(Page("<a href='tel:110'>x</a><img src='/a.png'><img src='data:x'>")) == []


def test_the_finder_sees_what_a_header_lacks():
    bare = HttpResponse("x")
    assert set(ALWAYS) < set(lacking(bare))
    assert kept(bare) == ["no-store"]
    assert "unsafe policy" in lacking(
        page("x", Content_Security_Policy="script-src 'unsafe-inline'")
    )
    assert "charset: text/plain" in lacking(HttpResponse("x", content_type="text/plain"))
    assert any("without nonce" in fault for fault in weak(page("<script src='/x.js'></script>")))
    bare.set_cookie("a", "b", path="/x", domain="example.org")
    assert len(loose(bare)) == 4


# Settings


def production(code: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Python with the product's own settings, as behind a proxy with HTTPS."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LAST500_", "DJANGO_"))
    }
    usual = {
        "LAST500_HTTPS": "1",
        "LAST500_SITE_URL": "https://example.org",
        "LAST500_HOSTS": "example.org",
        "DJANGO_SETTINGS_MODULE": "last500.settings",
    }
    words = ["-c", code] if code else ["-m", "last500", "check", "--deploy", "--fail-level",
                                       "WARNING"]  # fmt: skip
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, cwd=ROOT,
        env=clean | usual | {"PYTHONPATH": str(ROOT / "src")} | more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    folder = tmp_path_factory.mktemp("production")
    write_keys(folder / "keys.json")
    return str(folder)


def test_djangos_own_check_of_a_production_has_nothing_to_say(var):
    done = production(LAST500_VAR=var)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_without_https_the_check_has_something_to_say(var):
    """Positive control."""
    done = production(LAST500_VAR=var, LAST500_HTTPS="0")
    assert done.returncode != 0
    assert "security.W012" in done.stderr


def test_cookies_of_a_production_can_only_be_set_by_our_own_host(var):
    code = """
import json, django; django.setup()
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.test import Client, RequestFactory
from last500.base.messages import MessagesCookie
client = Client(headers={"host": "example.org"})
client.get("/privacy/", secure=True)
client.post("/language/", {"lang": "en"}, secure=True)
client.post("/elder/", {"size": "24"}, secure=True)
english = client.get("/privacy/", secure=True).headers["Content-Language"]
request, response = RequestFactory().get("/"), HttpResponse()
store = MessagesCookie(request); store.add(20, "x"); store.update(response)
cookies = {**client.cookies, **response.cookies}
plain = client.get("/privacy/?x=1")
print(json.dumps({
  "cookies": {name: [bool(c["secure"]), bool(c["httponly"]), c["samesite"], c["path"], c["domain"]]
              for name, c in cookies.items()},
  "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,
              settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE],
  "debug": settings.DEBUG, "english": english,
  "plain": [plain.status_code, plain.headers["Location"]],
  "hsts": client.get("/privacy/", secure=True).headers["Strict-Transport-Security"],
}))"""
    done = production(code, LAST500_VAR=var)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert set(said["cookies"]) == {
        "__Host-csrf", "__Host-lang", "__Host-elder", "__Host-messages",
    }  # fmt: skip
    for flags in said["cookies"].values():
        assert flags == [True, True, "Lax", "/", ""]
    assert said["session"] == ["__Host-session", True, True, "Lax"]
    assert said["debug"] is False
    assert said["english"] == "en"
    assert said["plain"] == [301, "https://example.org/privacy/?x=1"]
    assert said["hsts"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    ("setting", "value", "word"),
    [
        ("LAST500_HTTPS", "yes please", "LAST500_HTTPS must be 1 or 0"),
        ("LAST500_DEBUG", "1", "LAST500_DEBUG shows secrets"),
        ("LAST500_DEBUG", "maybe", "LAST500_DEBUG must be 1 or 0"),
        ("LAST500_SITE_URL", "http://example.org", "must begin with https://"),
        ("LAST500_SITE_URL", "example.org", "must be like"),
        ("LAST500_SITE_URL", "https://example.org/path", "must be like"),
        ("LAST500_HOSTS", "*", "LAST500_HOSTS names each host"),
        ("LAST500_HOSTS", "", "LAST500_HOSTS names each host"),
        ("LAST500_SECRET_KEY", "geheim", "too easy to guess"),
        ("LAST500_SECRET_KEY", "a" * 60, "too easy to guess"),
        (
            "LAST500_SECRET_KEY",
            "django-insecure-" + "abcdefghijklmnopqrstuvwxyz0123456789",
            "guess",
        ),
        ("LAST500_DATABASE", "mysql://x", "LAST500_DATABASE must begin with"),
        ("LAST500_CODES_PER_DAY", "many", "LAST500_CODES_PER_DAY must be a whole number"),
        ("LAST500_OUTBOUND_HOSTS", "https://hooks.example.org/x", "LAST500_OUTBOUND_HOSTS holds"),
        ("LAST500_OUTBOUND_HOSTS", "*", "LAST500_OUTBOUND_HOSTS holds"),
        ("LAST500_LOG_LEVEL", "loud", "LAST500_LOG_LEVEL must be"),
        ("LAST500_SMTP_PORT", "x", "LAST500_SMTP_PORT must be a whole number"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence(setting, value, word, var):
    done = production("import django; django.setup()", LAST500_VAR=var, **{setting: value})
    assert done.returncode != 0
    assert word in done.stderr.strip().splitlines()[-1]


def test_the_same_settings_without_the_bad_one_start(var):
    """Positive control of the rows above."""
    done = production("import django; django.setup()", LAST500_VAR=var)
    assert done.returncode == 0, done.stderr


def test_fresh_keys_are_random_and_long(tmp_path):
    seen = set()
    for number in range(20):
        write_keys(tmp_path / f"{number}.json")
        kept_keys = json.loads((tmp_path / f"{number}.json").read_text())
        texts = [kept_keys["session"], kept_keys["index"], *kept_keys["data"]["keys"].values()]
        assert all(len(base64.b64decode(text)) >= 16 for text in texts)
        seen |= set(texts)
        assert (tmp_path / f"{number}.json").stat().st_mode & 0o077 == 0
    assert len(seen) >= 60

"""The reader's choices and the calm pages, through the middleware itself: no database."""

from urllib.parse import unquote

import pytest
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.test import RequestFactory
from django.utils import translation

from last500.base.actor import NOBODY
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.base.http import page_to_open, signed_in
from last500.web import errors, views
from last500.web.context import query_changer
from last500.web.middleware import ErrorMiddleware, Reader, ReaderMiddleware


@pytest.fixture(autouse=True)
def _language_afterwards():
    yield
    translation.deactivate()


def read(request, respond=lambda request: HttpResponse("ok")):
    return ReaderMiddleware(respond)(request)


@pytest.mark.parametrize(
    ("cookie", "accepts", "language"),
    [
        (None, None, "zh-hans"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "en-US,zh-CN;q=0.8", "zh-hans"),
        (None, "ja", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("<script>", None, "zh-hans"),
    ],
)
def test_the_language_is_chinese_unless_the_reader_wants_otherwise(cookie, accepts, language):
    request = RequestFactory().get("/", headers={"Accept-Language": accepts} if accepts else {})
    if cookie:
        request.COOKIES["lang"] = cookie
    read(request)
    assert request.reader.language == language
    assert translation.get_language() == language


@pytest.mark.parametrize(("cookie", "size"), [("20", 20), ("30", 30), ("99", 0), ("", 0), ("x", 0)])
def test_only_the_three_elder_sizes_are_known(cookie, size):
    request = RequestFactory().get("/")
    request.COOKIES["elder"] = cookie
    read(request)
    assert request.reader.elder == size


def test_pages_stay_on_no_shared_phone_unless_they_say_so():
    assert read(RequestFactory().get("/"))["Cache-Control"] == "private, no-store"
    shared = HttpResponse("notice", headers={"Cache-Control": "public, max-age=60"})
    response = read(RequestFactory().get("/"), lambda request: shared)
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Refused("电话号码少一位，请再看看。"), 422, "电话号码少一位，请再看看。"),
        (Conflict("王师傅已经接了。"), 409, "王师傅已经接了。"),
        (TooMany("一小时后再试。"), 429, "一小时后再试。"),
        (Forbidden(), 403, "这一步不归你办"),
        (Http404(), 404, "没有找到这一页"),
    ],
)
def test_each_error_becomes_a_calm_page(error, status, words):
    request = RequestFactory().get("/somewhere/")
    request.reader = Reader()
    translation.activate("zh-hans")
    response = ErrorMiddleware(lambda request: HttpResponse())(request)
    response = ErrorMiddleware(lambda request: HttpResponse()).process_exception(request, error)
    assert response.status_code == status
    page = response.content.decode()
    assert words in page
    assert 'lang="zh-Hans"' in page
    assert "回首页" in page


def test_other_errors_are_left_to_the_500_page():
    middleware = ErrorMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None


def test_a_message_cannot_bring_markup_into_the_page():
    request = RequestFactory().get("/")
    page = errors.refused(request, "<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page


def test_a_fragment_says_it_where_the_reader_looks():
    request = RequestFactory().get("/")
    request.htmx = type(
        "Htmx", (), {"current_url_abs_path": "/desk/", "__bool__": lambda s: True}
    )()
    response = errors.conflict(request, "")
    assert response["HX-Retarget"] == "#notice"
    assert "<html" not in response.content.decode()


def test_opening_an_address_that_only_takes_buttons_says_so():
    refuse = ErrorMiddleware(lambda request: HttpResponseNotAllowed(["POST"]))
    response = refuse(RequestFactory().get("/language/"))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "按钮" in response.content.decode()


def test_the_500_page_asks_the_database_nothing():
    # Without the db mark a query would fail this test.
    response = errors.broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "120" in response.content.decode()


def test_a_stale_form_offers_the_same_page_again():
    request = RequestFactory().post(
        "/send/", {"secret": "白鹭"}, headers={"Referer": "http://testserver/place/?kind=safety"}
    )
    page = errors.stale_form(request).content.decode()
    assert 'href="/place/?kind=safety"' in page
    assert "白鹭" not in page


def test_the_way_back_never_leaves_the_house():
    for back in ("https://evil.example/", "//evil.example", "javascript:alert(1)", ""):
        request = RequestFactory().post("/language/", {"lang": "en", "back": back})
        assert views.language(request)["Location"] == "/"
    request = RequestFactory().post("/language/", {"lang": "en", "back": "/c/a/?page=2"})
    response = views.language(request)
    assert (response.status_code, response["Location"]) == (303, "/c/a/?page=2")
    assert response.cookies["lang"].value == "en"
    foreign = RequestFactory().post("/x/", headers={"Referer": "https://evil.example/y"})
    assert page_to_open(foreign) == "/x/"


def test_after_signing_in_a_button_leads_to_the_page_on_which_it_stands():
    view = signed_in(lambda request: HttpResponse("in"))

    def sent_to(request):
        request.actor = NOBODY
        return unquote(view(request)["Location"])

    make = RequestFactory()
    assert sent_to(make.get("/posts/1/?page=2")) == "/sign-in/?next=/posts/1/?page=2"
    stands = {"Referer": "http://testserver/posts/1/"}
    assert sent_to(make.post("/posts/1/claim/", headers=stands)) == "/sign-in/?next=/posts/1/"
    for said in ({}, {"Referer": "https://evil.example/y"}):
        assert sent_to(make.post("/posts/1/claim/", headers=said)) == "/sign-in/?next=/me/"


def test_elder_mode_is_set_and_taken_back():
    response = views.elder(RequestFactory().post("/elder/", {"size": "24"}))
    assert response.cookies["elder"].value == "24"
    response = views.elder(RequestFactory().post("/elder/", {"size": "0"}))
    assert response.cookies["elder"].value == ""


def test_filters_stay_in_the_address():
    here = query_changer(RequestFactory().get("/desk/?state=placed&page=3"))
    assert here(page=4) == "?state=placed&page=4"
    assert here(page=None) == "?state=placed"
    assert here(page=None, state=None) == "/desk/"


def test_the_menu_shows_only_what_one_may_open():
    from uuid import uuid4

    from last500.base.actor import Actor, Grant
    from last500.organisations.rules import Permission
    from last500.web import menu

    request = RequestFactory().get("/me/")
    assert menu.menu(request) == []
    request.actor = Actor(person=uuid4())
    words = [entry["word"] for entry in menu.menu(request)]
    assert "给我的" in words
    assert "值守" not in words
    assert [entry["word"] for entry in menu.menu(request) if entry["current"]] == ["给我的"]
    desk = Grant(office=uuid4(), path="/1/", permissions=frozenset({Permission.REQUEST_HANDLE}))
    request.actor = Actor(person=uuid4(), grants=(desk,))
    assert "值守" in [entry["word"] for entry in menu.menu(request)]

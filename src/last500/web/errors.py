"""Calm pages for what goes wrong: what happened in one sentence, and what to do now."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def page(
    request: HttpRequest, status: int, title: str, text: str, again: bool = False
) -> HttpResponse:
    """`again` offers the same address once more; otherwise the way leads back and home."""
    fragment = bool(getattr(request, "htmx", False))
    template = "web/error_fragment.html" if fragment else "web/error.html"
    context = {"status": status, "title": title, "text": text, "again": again}
    try:
        body = render_to_string(template, context, request)
    except Exception:
        # An error page must not fail: menus may ask the database, this one asks nothing.
        log.exception("error page failed, status %s", status)
        body = render_to_string("web/error_plain.html", context)
    response = HttpResponse(body, status=status)
    if fragment:
        response.headers["HX-Retarget"] = "#notice"
        # Whatever part of a page the button wanted, this fragment is taken whole.
        response.headers["HX-Reselect"] = "unset"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
    return response


def refused(request: HttpRequest, message: str) -> HttpResponse:
    return page(request, 422, _("这样还不行"), message)


def conflict(request: HttpRequest, message: str) -> HttpResponse:
    text = message or _("这件事刚刚有了变化。请刷新页面，看看最新的情况。")
    return page(request, 409, _("有人先了一步"), text)


def too_many(request: HttpRequest, message: str) -> HttpResponse:
    return page(request, 429, _("请歇一会儿再试"), message or _("试的次数太多了。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("你现在的身份办不了这件事。需要的话，请联系本小区或社区的值守。")
    return page(request, 403, _("这一步不归你办"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("网址可能少了几个字，或者这件事已经不在这里了。请回到上一页，或从首页再找。")
    return page(request, 404, _("没有找到这一页"), text)


def not_this_way(request: HttpRequest) -> HttpResponse:
    text = _("这个地址只接收按钮发来的内容，不能直接打开。请回到上一页再点一次。")
    return page(request, 405, _("请从页面上的按钮进来"), text)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("发来的内容太大或者不完整。照片请选小一点的，再发一次。")
    return page(request, 400, _("没有收全"), text)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF failure view. Nothing that was sent is shown or kept here."""
    text = _("为了安全，放久了的页面要重新打开一次。刚才的内容没有发出，请再发一次。")
    return page(request, 403, _("页面放久了，请再发一次"), text, again=True)


RETRY_SECONDS = 5


def unreachable(request: HttpRequest) -> HttpResponse:
    """The database does not answer. Whether a form was kept is unknown; its key makes that safe."""
    context = {
        "status": 503,
        "title": _("暂时连不上"),
        "text": _(
            "请过几秒钟再试。刚发过表的，把同一张表再发一次就行，不会重复；着急的事请直接打电话给值守。"
        ),
    }
    response = HttpResponse(render_to_string("web/error_plain.html", context), status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """The 500 page: no request context, so that it needs neither session nor database."""
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        return unreachable(request)
    context = {
        "status": 500,
        "title": _("这里出了点问题"),
        "text": _("是我们这边的毛病，不是你的操作。请过几分钟再试；着急的事请直接打电话给值守。"),
    }
    return HttpResponse(render_to_string("web/error_plain.html", context), status=500)

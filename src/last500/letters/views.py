"""One's letters, a letter for paper, and the public page on which its code is checked."""

from collections.abc import Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from last500.base import limits
from last500.base.http import Request, View, address_of, see_other
from last500.base.ids import read_number
from last500.base.qr import qr_svg
from last500.letters import pdf, queries
from last500.letters.models import Letter

# A code typed with dashes and blanks is not longer than this.
TYPED_MOST = 40


def unlisted(view: View) -> View:
    """Kept out of search engines: an address with a code in it is for whoever holds the paper."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    context = {"letters": queries.own_letters(request.actor)}
    return render(request, "letters/mine.html", context)


@login_required
@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.visible_to(request.actor), pk=key)
    return page(request, letter)


@unlisted
def page(
    request: HttpRequest, letter: Letter, *, back: str = "", annex: Sequence[str] = ()
) -> HttpResponse:
    """The letter, to be read and printed: for a view that has asked its own gate.

    `back` is the page it was opened from (by default the reader's own letters). `annex` are
    paragraphs that go along today and that the code does not vouch for. With `?as=pdf` it is the
    same as a file, where that can be made.
    """
    context = {
        "letter": letter,
        "annex": annex,
        "back_to": back or reverse("letters:mine"),
        "address": request.build_absolute_uri(reverse("letters:check")),
        "picture": qr_svg(
            request.build_absolute_uri(reverse("letters:checked", args=[letter.code]))
        ),
        "has_pdf": pdf.available(),
    }
    if request.GET.get("as") == "pdf" and context["has_pdf"]:
        return _file(request, letter, context)
    return render(request, "letters/show.html", context)


def _file(request: HttpRequest, letter: Letter, context: dict[str, Any]) -> HttpResponse:
    limits.hit("letter-pdf", str(request.actor.person), limits.PDFS_PER_PERSON)  # type: ignore[attr-defined]
    paper = render_to_string("letters/pdf.html", context, request)
    response = HttpResponse(pdf.made(paper), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="letter-{letter.code}.pdf"'
    return response


@unlisted
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Where somebody types the code of a letter they hold."""
    typed = request.GET.get("letter", "")[:TYPED_MOST]
    code = read_number(typed)
    if code is not None:
        return see_other(reverse("letters:checked", args=[code]))
    context = {"typed": typed, "wrong": "letter" in request.GET}
    return render(request, "letters/check.html", context, status=422 if context["wrong"] else 200)


@unlisted
@require_safe
def checked(request: HttpRequest, code: str) -> HttpResponse:
    letter = queries.by_code(code[:TYPED_MOST], address=address_of(request))
    if letter is None:
        context = {"typed": code[:TYPED_MOST], "unknown": True}
        return render(request, "letters/check.html", context, status=404)
    locked = letter.person is not None and letter.person.restricted_at is not None
    context = {"letter": letter, "lines": [] if locked else letter.masked_lines, "locked": locked}
    return render(request, "letters/checked.html", context)

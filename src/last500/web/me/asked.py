"""怎么请到我: what of one's own counts when it is chosen whom to ask, in words; and one's word."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.errors import Refused
from last500.base.http import Request, see_other, signed_in
from last500.base.idempotency import once
from last500.dispatch import answers
from last500.dispatch.words import PARTS
from last500.reportin.queries import own
from last500.web.me import queries

PAGE = "/me/asked/"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: Request) -> HttpResponse:
    if request.method == "POST":
        return _say(request)
    wish = answers.own_wish(request.actor)
    anyway = bool(wish and wish.always)
    mine = None if anyway else own(request.actor)
    kinds, parts = answers.asked_less(request.actor, mine.place) if mine else ([], [])
    less = [queries.kind_word(kind) for kind in kinds] + [_(PARTS[part]) for part in parts]
    context = {"anyway": anyway, "less": less}
    return render(request, "web/me/asked.html", context)


@once
def _say(request: Request) -> HttpResponse:
    said = request.POST.get("said", "")
    if said == "anyway":
        answers.ask_me_anyway(request.actor)
        messages.success(request, _("好，以前怎么答的都不看，照样请你。"))
    elif said == "anew":
        answers.begin_anew(request.actor)
        messages.success(request, _("好，从现在起重新算。"))
    else:
        raise Refused(_("请选一样。"))
    return see_other(PAGE)

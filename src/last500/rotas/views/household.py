"""The household's own page: by private link or by account, one press for each word."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Refused
from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.organisations.middleware import open_for_session
from last500.organisations.queries import serving
from last500.rotas import actions, queries, rules, words
from last500.rotas.actions.step import speaks_for
from last500.rotas.forms import WordForm
from last500.rotas.rules import State
from last500.rotas.views.gate import household_or_404, take_word
from last500.service_requests.sentences import who_looked


@require_safe
def link(request: Request, key: str) -> HttpResponse:
    """Open by the private key, for this session; the key leaves the address bar at once."""
    found = queries.by_link(key) if len(key) <= 64 else None
    if found is None:
        raise Http404
    open_for_session(request, found.pk)
    return see_other(reverse("rotas:home", args=[found.pk]))


@require_safe
def home(request: Request, key: UUID) -> HttpResponse:
    rota = household_or_404(request.actor, key)
    context = {
        "rota": rota,
        "title": words.rota_title(rota),
        "pattern": words.pattern_words(rota.pattern),
        "state_word": _(rules.STATE_WORDS[State(rota.state)]),
        "hour": words.clock_words(rota.start),
        "ahead": queries.turns_of(rota, limit=8) if rota.state in rules.AGREED else [],
        "speaks": speaks_for(request.actor, rota),
        "pauses": rules.PAUSES,
        "history": words.history(queries.history(rota)),
        "seen": who_looked(queries.looks(rota)),
        "serving": serving(rota.place),
    }
    return render(request, "rotas/home.html", context)


@require_POST
@once
def word(request: Request, key: UUID) -> HttpResponse:
    rota = household_or_404(request.actor, key)
    form = WordForm(request.POST)
    if not form.is_valid() or form.cleaned_data["word"] == "end":
        raise Refused(_("页面不完整，请重新打开再发一次。"))
    messages.success(request, take_word(request.actor, rota, form.cleaned_data, by_phone=False))
    return see_other(reverse("rotas:home", args=[rota.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def end(request: Request, key: UUID) -> HttpResponse:
    rota = household_or_404(request.actor, key)
    if request.method == "POST":
        actions.end(request.actor, rota)
        messages.success(request, _("结束了，还没来的都取消了。以后要用，再跟值守说一声。"))
        return see_other(reverse("rotas:home", args=[rota.pk]))
    return render(request, "rotas/end.html", {"rota": rota, "title": words.rota_title(rota)})

"""The complainant's own words on it: one page for each, one thing to do on it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, show_on_form
from last500.base.idempotency import once
from last500.complaints import actions, rules
from last500.complaints.forms import NoteForm
from last500.complaints.models import Complaint
from last500.complaints.rules import Action
from last500.complaints.views.gate import own_or_404

Verb = Callable[[Actor, Complaint, str], object]


def _page(
    request: HttpRequest, number: str, action: Action, verb: Verb, thanks: str
) -> HttpResponse:
    """Ask on GET, do it on POST; a refusal comes back beside its field with what was typed."""
    matter = own_or_404(request.actor, number)  # type: ignore[attr-defined]
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        may = rules.allowed(action, matter.state, kind=matter.kind, objections=matter.objections)
        if not may:
            raise Conflict(_("这件事已经往前走了，请看看现在的情况。"))
        return _ask(request, matter, action, form, 200)
    if form.is_valid():
        try:
            return _do(request, matter, form, verb, thanks)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return _ask(request, matter, action, form, 422)


def _ask(
    request: HttpRequest, matter: Complaint, action: Action, form: NoteForm, status: int
) -> HttpResponse:
    context = {"matter": matter, "number": str(matter.complainant), "form": form}
    return render(request, f"complaints/say_{action}.html", context, status=status)


@once
def _do(
    request: HttpRequest, matter: Complaint, form: NoteForm, verb: Verb, thanks: str
) -> HttpResponse:
    verb(request.actor, matter, form.cleaned_data["note"])  # type: ignore[attr-defined]
    messages.success(request, thanks)
    return see_other(f"/complaint/{matter.complainant.number}/")


@require_http_methods(["GET", "HEAD", "POST"])
def add_word(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: Complaint, note: str) -> None:
        actions.add_word(actor, matter, note=note)

    return _page(request, number, Action.ADD_WORD, verb, _("补充上了。"))


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: Complaint, note: str) -> None:
        actions.accept(actor, matter)

    return _page(request, number, Action.ACCEPT, verb, _("谢谢你说一声。"))


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: Complaint, note: str) -> None:
        actions.object_to(actor, matter, note=note)

    return _page(request, number, Action.OBJECT, verb, _("收到了，会再看一次。"))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: Complaint, note: str) -> None:
        actions.withdraw(actor, matter, note=note)

    return _page(request, number, Action.WITHDRAW, verb, _("撤回了。以后有事再说一声。"))

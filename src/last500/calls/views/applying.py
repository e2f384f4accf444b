"""Pages of whoever applies: begin, write, hand in, read what became of it, withdraw."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.calls import actions, queries, rules, sentences
from last500.calls.actions import Faulty
from last500.calls.actions.step import said
from last500.calls.forms import BeginForm, NoteForm
from last500.calls.models import Application
from last500.calls.proposal_form import ProposalForms
from last500.calls.rules import APPLICANT_WORDS, Stand, State
from last500.calls.views.gate import application_or_404, name_for_panel, own_or_403, seen_or_404
from last500.projects import money
from last500.projects.views.showing import terms


def _to(application: Application) -> HttpResponse:
    return see_other(reverse("calls:application", args=[application.pk]))


def _choices(ways: list[actions.Way]) -> list[tuple[str, str]]:
    return [
        (f"{number}:{place.pk}", " · ".join([_named(way), place.name, *_with(way)]))
        for number, way in enumerate(ways)
        for place in way.places
    ]


def _with(way: actions.Way) -> list[str]:
    """The project that they would bring."""
    return [_("带着“%(title)s”") % {"title": way.project.title}] if way.project else []


def _named(way: actions.Way) -> str:
    return way.organisation.name if way.organisation else _(APPLICANT_WORDS[way.applicant])


@require_http_methods(GET_POST)
@signed_in
@once
def apply(request: Request, key: UUID) -> HttpResponse:
    """In whose name and where; from then on it is written and kept as a draft."""
    call = seen_or_404(request, key)
    if call.opened_at is None:
        raise Http404
    ways = actions.ways(request.actor, call)
    form = BeginForm(_choices(ways), data_of(request))

    def work() -> HttpResponse:
        number, _colon, place_id = form.cleaned_data["way"].partition(":")
        way = ways[int(number)]
        place = next(one for one in way.places if str(one.pk) == place_id)
        row = actions.begin(
            request.actor, call, way.applicant, place, organisation=way.organisation,
            group_name=form.cleaned_data["group_name"], project=way.project,
        )  # fmt: skip
        return see_other(reverse("calls:edit", args=[row.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    asks_name = any(way.applicant == rules.Applicant.GROUP for way in ways)
    context = {"call": call, "form": form, "ways": ways, "asks_name": asks_name}
    return answer or render(request, "calls/apply.html", context, status=status_of(request))


@require_http_methods(GET_POST)
@signed_in
@once
def edit(request: Request, key: UUID) -> HttpResponse:
    """Kept half done, handed in, or mended: on one page, what was typed always stays."""
    row = own_or_403(request, key)
    draft = row.stand == Stand.DRAFT
    if not draft and not actions.changeable(row):
        raise Conflict(_("现在不能改了。截止以后，只有辅导过的申请还能改到说好的那天。"))
    forms = ProposalForms(row, data_of(request))
    answer = _sent(request, row, forms, draft=draft) if request.method == "POST" else None
    context = {
        "row": row, "call": row.call, "forms": forms, "draft": draft, "yuan": money.yuan,
        "sent": request.method == "POST",
    }  # fmt: skip
    return answer or render(request, "calls/edit.html", context, status=status_of(request))


def _sent(
    request: Request, row: Application, forms: ProposalForms, *, draft: bool
) -> HttpResponse | None:
    if draft and request.POST.get("act") != "send":
        actions.save(request.actor, row, forms.fields)
        messages.success(request, _("存好了，还没交。"))
        return see_other(reverse("calls:edit", args=[row.pk]))
    if not forms.is_valid():
        return None
    try:
        if draft:
            actions.submit(request.actor, row, forms.proposed())
        else:
            actions.mend(request.actor, row, forms.proposed())
    except Faulty as faulty:
        forms.show(faulty.faults, said)
        return None
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        field = refused.field if refused.field in forms.main.fields else None
        forms.main.add_error(field, refused.message)
        return None
    messages.success(request, _("交好了。截止以前还能改。") if draft else _("改好了。"))
    return _to(row)


@require_safe
@signed_in
def application(request: Request, key: UUID) -> HttpResponse:
    return page(request, application_or_404(request, key))


def page(request: Request, row: Application, status: int = 200, **more: Any) -> HttpResponse:
    """One page for its three readers, each with what is theirs: applicant, runner, reviewer."""
    own = actions.is_own(request.actor, row)
    runs = not own and rules.Role.RUNNER in actions.roles_of(request.actor, row.call)
    stand = rules.stand_shown(row.stand, told=row.told) if own else Stand(row.stand)
    notes = queries.notes_of(request.actor, row) if own or runs else []
    context = {
        "row": row,
        "call": row.call,
        "own": own,
        "runs": runs,
        "reviews_it": not own and not runs,
        "who": row.public_name if own else name_for_panel(row),
        "stand": stand,
        "stand_word": _(rules.STAND_WORDS[stand]),
        "stand_shape": rules.STAND_SHAPES[stand],
        "stand_text": sentences.stand_words(row, stand) if own else "",
        "may_change": own and actions.changeable(row),
        "may_withdraw": own and rules.may_withdraw(row.stand, row.call.state, signed=row.signed),
        "notes": notes,
        "note_form": NoteForm(),
        "notes_open": (own or runs)
        and row.stand in rules.SENT
        and row.call.state in {State.OPEN, State.REVIEWING},
        "reviews": queries.reviews_for_applicant(request.actor, row)
        if own
        else queries.reviews_of(request.actor, row),
        "reviews_named": runs,
        "reports": queries.reports_of(row) if own or runs else [],
        "events": sentences.timeline(queries.history(row, whole=runs)) if own or runs else [],
        "yuan": money.yuan,
        **(terms(row.project) if row.project else {}),
    }
    return render(request, "calls/application.html", context | more, status=status)


@require_POST
@signed_in
@once
def withdraw(request: Request, key: UUID) -> HttpResponse:
    row = own_or_403(request, key)
    actions.withdraw(request.actor, row)
    messages.success(request, _("撤回了，不用说理由。"))
    return _to(row)


@require_POST
@signed_in
@once
def note(request: Request, key: UUID) -> HttpResponse:
    row = application_or_404(request, key)
    form = NoteForm(request.POST)

    def work() -> HttpResponse:
        actions.note(request.actor, row, form.cleaned_data["words"])
        messages.success(request, _("写好了，对方会收到消息。"))
        return _to(row)

    return tried(form, work) or page(request, row, 422, note_form=form)

"""A request in my hands: whom it is for, and what I do with it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.people.looks import Capacity, at_contact, note_views
from last500.rotas.queries import may_join_by
from last500.service_requests import actions
from last500.service_requests.models import Acceptance
from last500.service_requests.rules import STATE_WORDS, State
from last500.service_requests.sentences import HELPER, HELPER_REASON
from last500.web.me import queries
from last500.web.me.forms import ContactForm, DoneForm, LateForm, MinutesForm, NoteForm

SEEN = ("door", "name", "phone")


@require_safe
@signed_in
def page(request: Request, key: UUID) -> HttpResponse:
    return _page(request, _mine(request, key))


def _mine(request: Request, key: UUID) -> Acceptance:
    acceptance = queries.acceptance_of(request.actor, key)
    if acceptance is None:
        raise Http404
    return acceptance


def _mine_now(request: Request, key: UUID) -> Acceptance:
    """For the buttons: an old page sent late is told so, calmly."""
    acceptance = _mine(request, key)
    if not queries.is_mine_now(acceptance):
        raise Conflict(_("这件已经不在你手上了，不用再管它，谢谢你。"))
    return acceptance


def _page(
    request: Request, acceptance: Acceptance, status: int = 200, **forms: object
) -> HttpResponse:
    if not queries.is_mine_now(acceptance):
        return render(
            request,
            "web/me/help_over.html",
            {
                "acceptance": acceptance,
                "about": queries.teaser(acceptance.request),
                "may_come_again": _may_come_again(request, acceptance),
                "minutes_form": _minutes_form(acceptance),
            }
            | forms,
            status=status,
        )
    held = queries.all_of(acceptance)
    if held.shows_contact:
        _note_view(request, acceptance)
    context = {
        "held": held,
        "about": queries.teaser(held.request),
        "state_word": _(STATE_WORDS[State(held.request.state)]),
        "seen": held.request.contact,
        "contact_form": ContactForm(),
        "late_form": LateForm(),
        "done_form": DoneForm(initial={"minutes": held.request.minutes}),
        "minutes_form": _minutes_form(acceptance),
        "release_form": NoteForm(prefix="release"),
    }
    return render(request, "web/me/help.html", context | forms, status=status)


def _minutes_form(acceptance: Acceptance) -> MinutesForm | None:
    """For one of several, from the first contact until the resident has spoken."""
    matter = acceptance.request
    among_others = matter.wanted > 1 and acceptance.ended_at is None
    if not among_others or matter.state not in {State.CONTACTED, State.DONE}:
        return None
    return MinutesForm(initial={"minutes": acceptance.minutes or matter.minutes})


def _may_come_again(request: Request, acceptance: Acceptance) -> bool:
    """It was a turn of a rota, which they came for and are not in yet."""
    done = acceptance.ended_at is None or acceptance.ended_how == Acceptance.Ended.DONE
    return done and may_join_by(request.actor, acceptance.request_id)


def _note_view(request: Request, acceptance: Acceptance) -> None:
    """What the page shows is written down once a day for the person it belongs to."""
    contact = acceptance.request.contact
    shown = [field for field in SEEN if getattr(contact, field)]
    note_views(
        request.actor,
        [at_contact(contact, acceptance.request_id, ",".join((*shown, "text")))],
        reason=HELPER_REASON,
        as_what=Capacity(HELPER),
        # What a helper holds is few already: nothing to count.
        so_far=0,
    )


@require_POST
@signed_in
@once
def contacted(request: Request, key: UUID) -> HttpResponse:
    acceptance = _mine_now(request, key)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            actions.contact_agreed(
                request.actor, acceptance.request, at=form.moment(), note=form.cleaned_data["note"]
            )
            messages.success(request, _("记下了，已经告诉对方。"))
            return _back(key)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return _page(request, acceptance, 422, contact_form=form)


@require_POST
@signed_in
@once
def late(request: Request, key: UUID) -> HttpResponse:
    acceptance = _mine_now(request, key)
    form = LateForm(request.POST)
    if form.is_valid():
        try:
            minutes = form.cleaned_data["minutes"]
            actions.say_late(request.actor, acceptance.request, minutes=minutes)
            messages.success(request, _("已经告诉对方你会晚一点。"))
            return _back(key)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return _page(request, acceptance, 422, late_form=form)


@require_POST
@signed_in
@once
def release(request: Request, key: UUID) -> HttpResponse:
    acceptance = _mine_now(request, key)
    form = NoteForm(request.POST, prefix="release")
    if form.is_valid():
        actions.release(request.actor, acceptance.request, note=form.cleaned_data["note"])
        messages.info(request, _("退回给小区了，没关系。小区会另请邻居。"))
        return see_other("/me/")
    return _page(request, acceptance, 422, release_form=form)


@require_POST
@signed_in
@once
def hand_on(request: Request, key: UUID) -> HttpResponse:
    """Makes the one-time link; its own page shows the holder what to copy."""
    secret = actions.begin_hand_on(request.actor, _mine_now(request, key).request)
    return see_other(reverse("web:take_over", args=[secret]))


@require_POST
@signed_in
@once
def done(request: Request, key: UUID) -> HttpResponse:
    acceptance = _mine_now(request, key)
    form = DoneForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        actions.report_done(
            request.actor, acceptance.request, note=said["note"], minutes=said["minutes"]
        )
        messages.success(request, _("辛苦了。解决没解决，由对方来说。"))
        return see_other("/me/")
    return _page(request, acceptance, 422, done_form=form)


@require_POST
@signed_in
@once
def minutes(request: Request, key: UUID) -> HttpResponse:
    acceptance = _mine(request, key)
    form = MinutesForm(request.POST)
    if form.is_valid():
        try:
            said = form.cleaned_data["minutes"]
            actions.say_minutes(request.actor, acceptance.request, minutes=said)
            messages.success(request, _("记下了，对方会看到你的时间。"))
            return _back(key)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return _page(request, acceptance, 422, minutes_form=form)


def _back(key: UUID) -> HttpResponse:
    return see_other(reverse("me:help", args=[key]))

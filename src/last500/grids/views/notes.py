"""“告诉楼栋长一件事”: told at the gate, read and answered by whoever holds the seat or the desk."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.http import show_on_form, signed_in
from last500.base.idempotency import once
from last500.grids import actions, queries
from last500.grids.forms import AnswerForm, NoteForm
from last500.grids.models import Note
from last500.grids.rules import NoteState, Passed
from last500.grids.views.gate import compound_of, done, mine, note_or_404, seat_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def tell(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    seat = seat_or_404(actor, key)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.tell(actor, seat, form.cleaned_data["text"])
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return done(request, _("告诉到了，三天里有人回话。"), mine())
    holder = queries.holder_of(seat)
    reads = holder is not None and holder.takes_notes and not holder.person.restricted_at
    context = {
        "seat": seat,
        "compound": compound_of(seat.place),
        "form": form,
        "reads": reads,
        "called": holder.called if holder and reads else "",
    }
    return render(request, "grids/tell.html", context, status=422 if form.errors else 200)


def _handles(actor: Actor, note: Note) -> bool:
    handled = Note.objects.to_holder(actor) | Note.objects.at_desk_of(actor)
    return handled.filter(pk=note.pk).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def note(request: HttpRequest, key: UUID) -> HttpResponse:
    """To its author: what became of it. To whoever answers: answer, pass on."""
    actor = request.actor  # type: ignore[attr-defined]
    row = note_or_404(actor, key)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.answer_note(actor, row, form.cleaned_data["answer"])
        return done(request, _("回话发出去了。"), _back(actor, row))
    handles = _handles(actor, row)
    context = {
        "note": row,
        "form": form,
        "handles": handles,
        "holds": handles and Note.objects.to_holder(actor).filter(pk=row.pk).exists(),
        "own": row.author_id == actor.person,
        "open": row.state == NoteState.OPEN,
        "home": _back(actor, row),
    }
    return render(request, "grids/note.html", context, status=422 if form.errors else 200)


def _back(actor: Actor, row: Note) -> str:
    """The desk that has it goes back to its desk, everybody else to their own page."""
    if row.author_id == actor.person or not row.at_desk:
        return mine()
    compound = compound_of(row.seat.place) or row.seat.place
    return reverse("grids:desk", args=[compound.pk])


@require_POST
@signed_in
def pass_on(request: HttpRequest, key: UUID) -> HttpResponse:
    """To the desk, or on as a request or a topic: then to the page where it is entered."""
    actor = request.actor  # type: ignore[attr-defined]
    row = note_or_404(actor, key)
    where = request.POST.get("where", "")
    if where == "desk":
        actions.give_to_desk(actor, row)
        return done(request, _("转给值守了，邻居会知道。"), mine())
    if where not in set(Passed):
        raise Refused(_("请选转到哪里。"))
    back = _back(actor, row)
    actions.pass_on(actor, row, Passed(where))
    thanks = _("邻居知道转过去了。请在这里把这件事记下来，不写是谁说的。")
    return done(request, thanks, _page_of(row, Passed(where)) or back)


def _page_of(row: Note, where: Passed) -> str | None:
    compound = compound_of(row.seat.place)
    name = "service_requests:place" if where == Passed.REQUEST else "topics:at"
    try:
        return reverse(name, args=[compound.slug]) if compound and compound.slug else None
    except NoReverseMatch:
        return None


@require_POST
@signed_in
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actions.withdraw_note(actor, note_or_404(actor, key))
    return done(request, _("收回了，写的话已经删去。"), mine())

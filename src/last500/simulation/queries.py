"""What the pages of trials ask."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.actor import Actor
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level
from last500.simulation.models import Trial
from last500.simulation.rules import State

LISTED = 30


def street_or_404(actor: Actor, place_id: int) -> Place:
    """A street where the actor tries things out; to everybody else it is not there."""
    rows = Place.objects.visible_to(actor).current()
    place = get_object_or_404(rows, pk=place_id, level=Level.STREET)
    if not actor.may(Permission.TRIAL_RUN, place.path):
        raise Http404
    return place


def trials_of(actor: Actor, street: Place) -> list[Trial]:
    """The latest first, without what came of them; one statement."""
    rows = Trial.objects.visible_to(actor).filter(place=street)
    return list(rows.defer("result", "figures").order_by("-begun_at", "-pk")[:LISTED])


def trial_or_404(actor: Actor, trial_id: object) -> Trial:
    rows = Trial.objects.visible_to(actor).select_related("place")
    return get_object_or_404(rows, pk=trial_id)


def ahead_of(trial: Trial) -> int:
    """How many are computed before one that waits; of other streets, so only how many."""
    if trial.state != State.WAITING:
        return 0
    return Trial.objects.open().filter(begun_at__lt=trial.begun_at).exclude(pk=trial.pk).count()

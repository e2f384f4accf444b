"""What happened to a need, a claim, a resource or a booking: one row each, only added."""

from django.db import models
from django.db.models import Q

from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.lists.models.bookings import Booking
from last500.lists.models.needs import Claim, Need
from last500.lists.models.resources import Resource
from last500.people.models import Person

ABOUT = ("need", "claim", "resource", "booking")


def _exactly_one() -> Q:
    found = Q()
    for name in ABOUT:
        others = {f"{other}__isnull": True for other in ABOUT if other != name}
        found |= Q(**{f"{name}__isnull": False}, **others)
    return found


class ListEvent(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, models.CASCADE, null=True, related_name="events")
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, related_name="events")
    resource = models.ForeignKey(Resource, models.CASCADE, null=True, related_name="events")
    booking = models.ForeignKey(Booking, models.CASCADE, null=True, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=10)
    side = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = SealedTextField()

    scope = SCOPED
    privacy = Privacy(
        {
            "actor": Personal(Kind.PERSONAL, N_("谁办的这一步"), Keep.LOG, "PIPL 51", N_("谁办的")),
            "note": Personal(Kind.PERSONAL, N_("告诉对方的话"), Keep.LOG, "PIPL 51", N_("写的话")),
        },
        what=N_("清单上的经过"),
        seen_by=N_("认领和答复的双方"),
        whose="actor",
        plain={
            "action": "one of our words",
            "side": "one of our words",
            "to_state": "a state",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_exactly_one(), name="event_is_about_one_thing"),
        ]
        indexes = [
            models.Index(fields=["claim", "at"], name="events_of_a_claim"),
            models.Index(fields=["booking", "at"], name="events_of_a_booking"),
            models.Index(fields=["at"], name="list_events_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.to_state}"

"""What neighbours say beside a request: I too, I can help, rather not that one."""

from django.db import models

from last500.base.scope import WALLED
from last500.people.models import Person
from last500.service_requests.models import privacy as declared
from last500.service_requests.models.requests import ServiceRequest


class KeptApart(models.Model):
    """Somebody the resident would rather not meet: two keyed hashes that nobody can read.

    It holds in both directions, for this request and for whatever either asks later, as long as
    the request is kept. `by_index` is empty where the resident left no telephone.
    """

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="kept_apart")
    by_index = models.CharField(max_length=64, blank=True)
    phone_index = models.CharField(max_length=64)

    scope = WALLED
    privacy = declared.KEPT_APART

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "phone_index"], name="kept_apart_once")
        ]
        indexes = [
            models.Index(fields=["phone_index", "by_index"], name="who_keeps_apart_from_whom"),
            models.Index(fields=["by_index", "phone_index"], name="from_whom_one_keeps_apart"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MeToo(models.Model):
    """我也是: somebody else has the same trouble with the same public matter."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="me_toos")
    # Keyed hash of the session or the person: to count each once, not to know who.
    mark = models.CharField(max_length=64)
    at = models.DateTimeField()

    scope = WALLED
    privacy = declared.ME_TOO

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "mark"], name="me_too_once")]

    def __str__(self) -> str:
        return str(self.pk)


class CanHelp(models.Model):
    """我能帮: a reported-in neighbour puts themself forward; the desk decides whom to ask."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="can_helps")
    helper = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    scope = WALLED
    privacy = declared.CAN_HELP

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "helper"], name="can_help_once")]

    def __str__(self) -> str:
        return str(self.pk)

"""The secret address under which a person's calendar program reads their dates."""

from django.db import models

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models import Person


class FeedQuerySet(models.QuerySet["Feed"]):
    def visible_to(self, actor: Actor) -> "FeedQuerySet":
        return self.filter(person=actor.person) if actor.person else self.none()


class Feed(models.Model):
    """One for a person. A new key ends the old address at once; no row, no feed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    key = SealedTextField()
    key_index = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    objects = FeedQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("把你的日子给你的日历"), Keep.ACCOUNT, word=N_("谁的日历")
            ),
            "key": Personal(
                Kind.PERSONAL,
                N_("凭地址读你的日历"),
                Keep.ACCOUNT,
                word=N_("日历的地址"),
                secret=True,
            ),
            "key_index": Personal(
                Kind.PERSONAL,
                N_("凭地址读你的日历"),
                Keep.ACCOUNT,
                word=N_("日历地址的记号"),
                secret=True,
            ),
        },
        what=N_("日历订阅"),
        seen_by=N_("你自己；有这个地址的人看得到你报了哪些活动，看不到你是谁"),
        whose="person",
    )

    def __str__(self) -> str:
        return str(self.pk)

"""What hangs on a record: the link for the one served, the letters it stands in, who looked."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, WALLED
from last500.letters.models import Letter
from last500.people.models import Person
from last500.places.models import Place
from last500.records import unusual
from last500.records.models.records import ServiceRecord


class ServedLink(models.Model):
    """A link that opens one waiting record to the one served, who needs no account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.OneToOneField(ServiceRecord, models.CASCADE, related_name="served_link")
    key_index = models.CharField(max_length=64, unique=True)
    key = SealedTextField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    scope = WALLED
    privacy = Privacy(
        {
            "key": Personal(
                Kind.PERSONAL,
                N_("让被服务的人确认"),
                Keep.CODE,
                word=N_("给被服务的人的链接"),
                secret=True,
            )
        },
        what=N_("给被服务的人确认用的链接"),
        seen_by=N_("你自己；你把链接给了谁，谁就看得到那一条"),
        whose="record__person",
        plain={"key_index": "a keyed hash of a random key"},
    )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.used_at is None and clock.now() < self.ends_at


class CertifiedRecord(models.Model):
    """A record that was counted in a certificate: when it is reversed, the certificate ends."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="+")
    record = models.ForeignKey(ServiceRecord, models.CASCADE, related_name="certified")

    scope = SCOPED
    privacy = Privacy()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "record"], name="certified_once")]

    def __str__(self) -> str:
        return str(self.pk)


KIND_NAMES = [(kind, _(word)) for kind, word in unusual.WORDS.items()]
OUTCOME_NAMES = [(one, _(word)) for one, word in unusual.OUTCOME_WORDS.items()]


class Review(models.Model):
    """Somebody looked at an unusual concentration and said what it was; nothing follows from it.

    What was looked at is not listed again: only records entered since then are.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=KIND_NAMES)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # The other of a pair.
    other = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=OUTCOME_NAMES)
    note = SealedTextField()
    looked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("你看得到有人看过"), Keep.LOG, OFFICE_DUTY, N_("看的是谁的")
            ),
            "other": Personal(
                Kind.PERSONAL, N_("你看得到有人看过"), Keep.LOG, OFFICE_DUTY, N_("另一个人"),
                whose="other",
            ),
            "note": Personal(
                Kind.PERSONAL, N_("看的人怎么说"), Keep.LOG, OFFICE_DUTY, N_("看的人写的话")
            ),
            "looked_by": Personal(
                Kind.PERSONAL, N_("谁看的"), Keep.LOG, OFFICE_DUTY, N_("谁看的"),
                whose="looked_by",
            ),
        },
        what=N_("服务记录集中出现时，有人看过"),
        seen_by=N_("你自己；社区和街道"),
        whose="person",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(looked_by=F("person")) & (Q(other=None) | ~Q(looked_by=F("other"))),
                name="nobody_looks_at_their_own",
            )
        ]
        indexes = [
            models.Index(fields=["person", "looked_at"], name="looks_at_a_person"),
            models.Index(fields=["kind", "person", "looked_at"], name="looks_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"

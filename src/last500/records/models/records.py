"""Service records: entered, confirmed by somebody else, never edited.

A correction is a reversing entry; a new record may follow. What the rules promise stands in the
database too: checks and unique constraints here, overlaps and the day's ten hours in `guards.py`.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.records import kinds, rules
from last500.records.rules import ConfirmedAs, Source, Span, State

SOURCE_NAMES = [(source, _(word)) for source, word in rules.SOURCE_WORDS.items()]
STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
CONFIRMED_NAMES = [
    (ConfirmedAs.SERVED, _("被服务的人确认")),
    (ConfirmedAs.ORGANISER, _("组织的人确认")),
]
LIVE = Q(state__in=[state.value for state in rules.LIVE], reversed_at=None, reverses=None)


class ServiceRecordQuerySet(models.QuerySet["ServiceRecord"]):
    def live(self) -> "ServiceRecordQuerySet":
        """What takes up its time: waiting or confirmed, and not reversed."""
        return self.filter(LIVE)

    def counted(self) -> "ServiceRecordQuerySet":
        """What counts: confirmed, and not reversed."""
        return self.filter(state=State.CONFIRMED, reversed_at=None, reverses=None)

    def waiting(self) -> "ServiceRecordQuerySet":
        return self.filter(state=State.ENTERED)

    def at_desks_of(self, actor: Actor) -> "ServiceRecordQuerySet":
        """Of the branches where the actor confirms as an organiser; what is locked is not shown."""
        seen = Q(pk=None)
        for path in actor.branches(Permission.RECORD_CONFIRM):
            seen |= Q(place__path__range=branch(path), person__restricted_at=None)
        return self.filter(seen)

    def visible_to(self, actor: Actor) -> "ServiceRecordQuerySet":
        """One's own, and those of the desks where the actor confirms."""
        mine = self.filter(person=actor.person) if actor.person else self.none()
        return mine | self.at_desks_of(actor)


class ServiceRecord(models.Model):
    """`minutes` were actually served, without the way there; `about` is what it arose from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="service_records")
    # The unit they came from at that time; only where they told it (reportin).
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="service_records")
    source = models.CharField(max_length=10, choices=SOURCE_NAMES)
    about = models.UUIDField(null=True)
    kind = models.CharField(max_length=24)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    note = SealedTextField()
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    # Empty for a resident without an account, and for the one served once the term is over.
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # Whoever held the link for the one served said that it was so, without an account: who that
    # was nobody knows, so it confirms nothing and is shown to whoever may confirm.
    vouched_at = models.DateTimeField(null=True)
    confirmed_as = models.CharField(max_length=10, choices=CONFIRMED_NAMES, blank=True)
    declined_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    # Why it was declined; on a reversing entry, why it was corrected. The person reads it.
    reason = SealedTextField()
    reverses = models.OneToOneField("self", models.CASCADE, null=True, related_name="reversal")
    reversed_at = models.DateTimeField(null=True)
    external_number = SealedTextField()
    external_index = models.CharField(max_length=64, blank=True)

    objects = ServiceRecordQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("记下你做过的服务"), Keep.SERVICE, word=N_("谁服务的")
            ),
            "organisation": Personal(
                Kind.SENSITIVE, N_("你同意时，向单位反馈"), Keep.SERVICE, word=N_("报到单位")
            ),
            "note": Personal(
                Kind.SENSITIVE, N_("说清做了什么"), Keep.SERVICE, word=N_("做了什么")
            ),
            "reason": Personal(
                Kind.SENSITIVE, N_("为什么不确认、为什么更正"), Keep.SERVICE, word=N_("原因")
            ),
            "entered_by": Personal(
                Kind.PERSONAL, N_("谁登记的"), Keep.SERVICE, OFFICE_DUTY, N_("谁登记的"),
                whose="entered_by",
            ),
            "confirmed_by": Personal(
                Kind.SENSITIVE, N_("是别人确认的，不是自己"), Keep.SERVICE, OFFICE_DUTY,
                N_("谁确认的"), whose="confirmed_by",
            ),
            "declined_by": Personal(
                Kind.PERSONAL, N_("谁没有确认"), Keep.SERVICE, OFFICE_DUTY, N_("谁没有确认"),
                whose="declined_by",
            ),
            "external_number": Personal(
                Kind.PERSONAL, N_("和别的系统对得上"), Keep.SERVICE, word=N_("别处的编号")
            ),
            "external_index": Personal(
                Kind.PERSONAL,
                N_("同一条不导入两次"),
                Keep.SERVICE,
                word=N_("别处编号的记号"),
                secret=True,
            ),
        },
        what=N_("服务记录"),
        seen_by=N_("你自己；确认服务的值守"),
        whose="person",
        plain={"kind": "one of our kinds"},
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=rules.LEAST, minutes__lte=rules.MOST),
                name="one_minute_to_ten_hours",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("person")),
                name="nobody_confirms_their_own",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=State.CONFIRMED,
                    confirmed_at__isnull=False,
                    confirmed_as__in=[one.value for one in ConfirmedAs],
                )
                | (~Q(state=State.CONFIRMED) & Q(confirmed_at=None, confirmed_as="")),
                name="confirmed_means_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_as=ConfirmedAs.ORGANISER) | Q(confirmed_by__isnull=False),
                name="an_organiser_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DECLINED, declined_at__isnull=False)
                | (~Q(state=State.DECLINED) & Q(declined_at=None)),
                name="declined_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(source__in=[one.value for one in rules.OF_SOMETHING])
                | Q(about__isnull=False)
                | Q(reverses__isnull=False),
                name="a_record_of_something_names_it",
            ),
            models.UniqueConstraint(
                fields=["person", "source", "about"],
                condition=Q(about__isnull=False, reversed_at=None),
                name="recorded_once",
            ),
            models.UniqueConstraint(
                fields=["person", "external_index"],
                condition=~Q(external_index="") & Q(reversed_at=None),
                name="brought_in_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "began_at"], name="records_of_a_person"),
            models.Index(
                fields=["place", "entered_at"],
                condition=Q(state="entered"),
                name="records_that_wait",
            ),
            models.Index(fields=["place", "began_at"], name="records_of_a_place"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def span(self) -> Span:
        return Span(self.began_at, self.ended_at)

    @property
    def word(self) -> str:
        return kinds.word(self.kind)

    @property
    def counts(self) -> bool:
        return (
            self.state == State.CONFIRMED and self.reversed_at is None and self.reverses_id is None
        )

    @property
    def is_own(self) -> bool:
        return self.source == Source.OWN

"""A complaint and, apart from it, who made it.

The complaint holds what it is about and where it lies. Every way to the person (number, link,
code, contact, account) stands in `Complainant`: whoever reads complaints reads nothing of that.
"""

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import shown_number, uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.complaints import rules
from last500.complaints.conflict import OF_THE_ROW, in_conflict
from last500.complaints.rules import About, Level
from last500.organisations.rules import Permission
from last500.people.models import Contact, Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.service_requests.models import ServiceRequest

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
KIND_NAMES = [(kind, _(word)) for kind, word in rules.KIND_WORDS.items()]
ABOUT_NAMES = [(about, _(word)) for about, word in rules.ABOUT_WORDS.items()]
LEVEL_NAMES = [(level, _(word)) for level, word in rules.LEVEL_WORDS.items()]
_OPEN = sorted(state.value for state in rules.OPEN)


def paths_with(actor: Actor, permission: Permission) -> list[str]:
    """Paths of the very places at which the actor holds it; a complaint is not inherited down."""
    return sorted({grant.path for grant in actor.grants if permission in grant.permissions})


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, actor: Actor) -> "ComplaintQuerySet":
        return self.of(actor) | self.handled_by(actor)

    def of(self, actor: Actor) -> "ComplaintQuerySet":
        """The complainant's own: by account, or opened by link or number in this session."""
        own = Q(pk__in=actor.opened)
        if actor.person:
            own |= Q(
                pk__in=Complainant.objects.filter(contact__person=actor.person).values("complaint")
            )
        return self.filter(own)

    def handled_by(self, actor: Actor) -> "ComplaintQuerySet":
        """What lies on a desk the actor holds, but for what shuts them out."""
        officers = paths_with(actor, Permission.COMPLAINT_HANDLE)
        operators = paths_with(actor, Permission.COMPLAINT_PLATFORM)
        if actor.person is None or not (officers or operators):
            return self.none()
        desks = Q(desk__path__in=officers) & ~Q(level=Level.OPERATOR)
        desks |= Q(desk__path__in=operators, level=Level.OPERATOR)
        return self.filter(desks).open_to(actor)

    def open_to(self, actor: Actor) -> "ComplaintQuerySet":
        """Without those that shut the actor out. Nobody handles a complaint of their own."""
        own = Complainant.objects.filter(contact__person=actor.person).values("complaint")
        return self.exclude(pk__in=own).filter(~in_conflict(actor.person, OF_THE_ROW))


class Complaint(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=KIND_NAMES)
    about = models.CharField(max_length=10, choices=ABOUT_NAMES)
    place = models.ForeignKey(Place, models.PROTECT, related_name="complaints")
    request = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, related_name="+")
    # The named party: everybody in office at a place; `against_kind` is the office, if one is said.
    against = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    against_kind = models.CharField(max_length=20, blank=True)
    # From when on holding an office there counts (conflict.py).
    since_on = models.DateField()

    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVEL_NAMES)
    state = models.CharField(max_length=12, choices=STATE_NAMES)
    due_at = models.DateTimeField(null=True)
    objections = models.PositiveSmallIntegerField(default=0)
    mark = models.CharField(max_length=3)
    text = SealedTextField()
    suspected_emergency = models.CharField(max_length=3, blank=True)

    received_at = models.DateTimeField()
    # By when the first answer was owed, for the figures.
    promised_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = ComplaintQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "text": Personal(
                Kind.SENSITIVE, N_("说的是什么事"), Keep.COMPLAINT, "PIPL 65", N_("写的话")
            ),
        },
        what=N_("投诉与建议"),
        seen_by=N_("上一级办理的人；被说到的一方和他们下面的人看不到"),
        whose="complainant__contact__person",
        plain={
            "against_kind": "the name of an office",
            "mark": "made by chance",
            "suspected_emergency": "a telephone number of the state",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, due_at__isnull=False)
                | (~Q(state__in=_OPEN) & Q(due_at=None)),
                name="open_complaint_means_due",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, closed_at=None)
                | (~Q(state__in=_OPEN) & Q(closed_at__isnull=False)),
                name="closed_complaint_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(objections__lte=rules.OBJECTIONS_MOST), name="objections_come_to_an_end"
            ),
            models.CheckConstraint(
                condition=~Q(about=About.REQUEST) | Q(request__isnull=False),
                name="complaint_about_a_request_has_one",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "level", "due_at"], name="complaints_on_a_desk"),
            models.Index(
                fields=["due_at"], condition=~Q(due_at=None), name="complaints_that_run_out"
            ),
            models.Index(fields=["received_at", "level"], name="complaints_of_a_quarter"),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def handle(self) -> str:
        return _now(rules.HANDLE) % {"mark": self.mark}


class Complainant(models.Model):
    """Who complained, and every way back to them. Without a contact they stay anonymous."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="complainant")
    contact = models.OneToOneField(Contact, models.PROTECT, null=True, related_name="complainant")
    number = models.CharField(max_length=11, unique=True)
    link_index = models.CharField(max_length=64, unique=True)
    link_key = SealedTextField()
    # Four digits by chance, never of the telephone: a handler who suspects somebody cannot try.
    code = SealedTextField()

    scope = SCOPED
    privacy = Privacy(
        {
            "contact": Personal(
                Kind.SENSITIVE, N_("把答复告诉你"), Keep.COMPLAINT, CONSENT, N_("是谁说的")
            ),
            "number": Personal(
                Kind.SENSITIVE, N_("凭它查进度"), Keep.COMPLAINT, CONSENT, N_("受理号")
            ),
            "link_index": Personal(
                Kind.SENSITIVE,
                N_("凭链接查进度"),
                Keep.COMPLAINT,
                CONSENT,
                N_("链接的记号"),
                secret=True,
            ),
            "link_key": Personal(
                Kind.SENSITIVE, N_("凭链接查进度"), Keep.COMPLAINT, CONSENT, N_("链接"), secret=True
            ),
            "code": Personal(
                Kind.SENSITIVE, N_("凭它查进度"), Keep.COMPLAINT, CONSENT, N_("四位码"), secret=True
            ),
        },
        what=N_("投诉与建议是谁说的"),
        seen_by=N_("平时没有人；要看须两个人先后核准，你看得到"),
        whose="contact__person",
    )

    def __str__(self) -> str:
        return shown_number(self.number)


class ComplaintEvent(models.Model):
    """One thing that happened. The complainant's own steps carry no person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=12)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    role = models.CharField(max_length=12)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office = models.UUIDField(null=True)
    note = SealedTextField()
    # Words for the sentence that are not personal: a level, a place.
    facts = models.JSONField(default=dict)

    scope = SCOPED
    privacy = Privacy(
        {
            "note": Personal(
                Kind.SENSITIVE,
                N_("问的、答的、不同意见"),
                Keep.COMPLAINT,
                "PIPL 65",
                N_("写的话"),
                whose="complaint__complainant__contact__person",
            ),
            "actor": Personal(Kind.PERSONAL, N_("谁办的这一步"), Keep.LOG, "PIPL 51", N_("谁办的")),
        },
        what=N_("投诉与建议的经过"),
        seen_by=N_("办理的人和说的人"),
        whose="actor",
        plain={
            "action": "one of our words",
            "from_state": "a state",
            "to_state": "a state",
            "role": "one of our words",
            "facts": "levels and names of places",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=rules.Role.COMPLAINANT) | Q(actor=None),
                name="complainant_leaves_no_name",
            )
        ]
        indexes = [models.Index(fields=["complaint", "at"], name="events_of_a_complaint")]

    def __str__(self) -> str:
        return f"{self.action} {self.to_state}"


class RevealAskQuerySet(models.QuerySet["RevealAsk"]):
    def to_confirm(self, actor: Actor) -> "RevealAskQuerySet":
        """Asks that wait for somebody above the desk; at the top, for a colleague at the desk."""
        seen = Q(pk=None)
        for path in paths_with(actor, Permission.COMPLAINT_HANDLE):
            above = Q(complaint__desk__path__range=branch(path)) & ~Q(complaint__desk__path=path)
            above |= Q(complaint__desk__path=path, complaint__level=Level.CITY)
            seen |= above & ~Q(complaint__level=Level.OPERATOR)
        for path in paths_with(actor, Permission.COMPLAINT_PLATFORM):
            seen |= Q(complaint__desk__path=path, complaint__level=Level.OPERATOR)
        waiting = self.filter(seen, answered_at=None).exclude(asked_by=actor.person)
        free = Complaint.objects.filter(pk=OuterRef("complaint")).open_to(actor)
        return waiting.filter(models.Exists(free))


class RevealAsk(models.Model):
    """One person asks to see who complained, another allows it: the database knows they differ."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="reveal_asks")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = SealedTextField()
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    allowed = models.BooleanField(default=False)
    shown_until = models.DateTimeField(null=True)

    objects = RevealAskQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "asked_by": Personal(Kind.PERSONAL, N_("谁要看"), Keep.LOG, "PIPL 51", N_("谁要看")),
            "answered_by": Personal(
                Kind.PERSONAL,
                N_("谁核准的"),
                Keep.LOG,
                "PIPL 51",
                N_("谁核准的"),
                whose="answered_by",
            ),
            "reason": Personal(Kind.SENSITIVE, N_("为什么要看"), Keep.LOG, "PIPL 51", N_("原因")),
        },
        what=N_("要看是谁说的"),
        seen_by=N_("要看的和核准的两个人；说的人看得到"),
        whose="asked_by",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="reveal_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(allowed=False, shown_until=None)
                | Q(allowed=True, answered_by__isnull=False, shown_until__isnull=False),
                name="reveal_is_allowed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["complaint", "asked_by"],
                condition=Q(answered_at=None),
                name="one_reveal_asked_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""What a compound asks its neighbours, what they answered, and slips read by two people.

An answer is sealed and known to nobody before the closing; when the result is out, the answers are
no longer anybody's.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedJSONField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, WALLED
from last500.consultations import rules
from last500.consultations.rules import State
from last500.households.models import Household
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.topics.models import Topic

TITLE_MOST, WORDS_MOST, OPTION_MOST, REASON_MOST, SLIP_MOST = 60, 1500, 60, 200, 12
VOICE_NAMES = [(code, _(word)) for code, word in rules.VOICE_WORDS.items()]
WHO_NAMES = [(code, _(word)) for code, word in rules.WHO_WORDS.items()]
FORM_NAMES = [(code, _(word)) for code, word in rules.FORM_WORDS.items()]
STATE_NAMES = [(state, state.value) for state in State]
HOW_NAMES = [("paper", _("纸质单")), ("phone", _("电话"))]


def of_desk(actor: Actor, to_path: str) -> Q:
    seen = Q(pk=None)
    for path in actor.branches(Permission.TOPIC_HANDLE):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, actor: Actor) -> "ConsultationQuerySet":
        """What was announced hangs at the gate; a draft is its desk's."""
        return self.filter(~Q(state=State.DRAFT) | of_desk(actor, "place__path"))


class Consultation(models.Model):
    """`result` is what was published; the positions of options in it count from 0."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="consultations")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="consultations")
    title = models.CharField(max_length=TITLE_MOST)
    words = models.CharField(max_length=WORDS_MOST, blank=True)
    options = models.JSONField(default=list)
    voice = models.CharField(max_length=10, choices=VOICE_NAMES)
    who = models.CharField(max_length=10, choices=WHO_NAMES)
    form = models.CharField(max_length=10, choices=FORM_NAMES)
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.DRAFT)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    # By when the result is to be out; then the community hears of it.
    due_at = models.DateTimeField(null=True)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=REASON_MOST, blank=True)
    result: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    objects = ConsultationQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "made_by": Personal(
                Kind.PERSONAL, N_("谁起草的"), Keep.TOPIC, OFFICE_DUTY, N_("谁起草的")
            )
        },
        what=N_("意见征询"),
        seen_by=N_("公开的；起草的人只有值守看得到"),
        whose="made_by",
        plain={
            "title": "a question of a desk, as it hangs at the gate",
            "words": "a question of a desk, as it hangs at the gate",
            "options": "the answers one may choose, as they hang at the gate",
            "reason": "why it was cancelled, in a desk's words",
            "result": "sums",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.CANCELLED])
                | Q(opens_at__isnull=False, closes_at__gt=F("opens_at")),
                name="consultation_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ANNOUNCED, due_at__isnull=False)
                | (~Q(state=State.ANNOUNCED) & Q(due_at=None)),
                name="announced_consultation_is_due",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED, result__isnull=False, published_at__isnull=False)
                | (~Q(state=State.PUBLISHED) & Q(result=None, published_at=None)),
                name="published_consultation_has_its_result",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state", "closes_at"], name="consultations_of_a_place"),
            models.Index(
                fields=["due_at"], condition=Q(state="announced"), name="consultations_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def phase(self) -> rules.Phase:
        return rules.phase(self.state, self.opens_at, self.closes_at, clock.now())


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, actor: Actor) -> "AnswerQuerySet":
        """One's own, and nobody else's: no desk reads what somebody answered."""
        return self.filter(person=actor.person) if actor.person else self.none()


class Answer(models.Model):
    """`voice_index` is a keyed hash of the person or the household: one voice each."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    voice_index = models.CharField(max_length=64)
    choice = SealedJSONField()
    by_slip = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("截止前可以看、可以改"), Keep.BALLOT, CONSENT, N_("谁答的")
            ),
            "choice": Personal(Kind.PERSONAL, N_("点数"), Keep.BALLOT, CONSENT, N_("答了什么")),
            "voice_index": Personal(
                Kind.PERSONAL,
                N_("一人或一户只算一份"),
                Keep.BALLOT,
                CONSENT,
                N_("是谁或者哪一户的一份"),
                secret=True,
            ),
        },
        what=N_("意见征询里的回答"),
        seen_by=N_("只有你自己；结果公布后就认不出是谁的了"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "voice_index"], name="one_answer_of_a_voice"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SlipQuerySet(models.QuerySet["Slip"]):
    def visible_to(self, actor: Actor) -> "SlipQuerySet":
        return self.filter(of_desk(actor, "consultation__place__path"))


class Slip(models.Model):
    """A paper slip or a call, read by two people; it counts when both have read the same."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="slips")
    number = models.CharField(max_length=SLIP_MOST)
    how = models.CharField(max_length=6, choices=HOW_NAMES)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    first = SealedJSONField()
    first_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    first_at = models.DateTimeField()
    second = SealedJSONField()
    second_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    answer = models.OneToOneField(Answer, models.SET_NULL, null=True, related_name="slip")

    objects = SlipQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "household": Personal(
                Kind.PERSONAL, N_("一户只算一份"), Keep.BALLOT, CONSENT, N_("哪一户")
            ),
            "first": Personal(Kind.PERSONAL, N_("点数"), Keep.BALLOT, CONSENT, N_("单子上选的")),
            "second": Personal(Kind.PERSONAL, N_("点数"), Keep.BALLOT, CONSENT, N_("单子上选的")),
            "first_by": Personal(
                Kind.PERSONAL,
                N_("两个人先后看同一张单子"),
                Keep.BALLOT,
                OFFICE_DUTY,
                N_("谁录的"),
                whose="first_by",
            ),
            "second_by": Personal(
                Kind.PERSONAL,
                N_("两个人先后看同一张单子"),
                Keep.BALLOT,
                OFFICE_DUTY,
                N_("谁录的"),
                whose="second_by",
            ),
        },
        what=N_("意见征询的纸质单"),
        seen_by=N_("录单子的两个人"),
        whose="first_by",
        plain={"number": "the number printed on a slip"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_slip_of_a_number"),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("first_by")),
                name="another_person_reads_the_slip",
            ),
        ]

    def __str__(self) -> str:
        return self.number

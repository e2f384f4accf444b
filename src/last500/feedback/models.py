"""A yearly letter of facts from a community to a unit, and apart from it what concerns one member.

The letter holds sums and nothing of anybody. What is said of one member stands in `PersonalPart`,
with that member's own answer: it is read beside the letter while their yes stands.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.feedback import rules
from last500.feedback.rules import Answer, State
from last500.letters.models import Letter
from last500.organisations.models import Liaison, Organisation
from last500.organisations.rules import Permission
from last500.people.models import Consent, Person
from last500.places.models import Place
from last500.places.rules import branch

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
ANSWER_NAMES = [(answer, _(word)) for answer, word in rules.ANSWER_WORDS.items()]
WORDS_MOST = 600


class FeedbackLetterQuerySet(models.QuerySet["FeedbackLetter"]):
    def at_desks_of(self, actor: Actor) -> "FeedbackLetterQuerySet":
        """Of the communities the actor looks after."""
        seen = Q(pk=None)
        for path in actor.branches(Permission.UNIT_MANAGE):
            seen |= Q(community__path__range=branch(path))
        return self.filter(seen)

    def for_units_of(self, actor: Actor) -> "FeedbackLetterQuerySet":
        """What has gone out to the organisations whose liaison the actor is today."""
        if actor.person is None:
            return self.none()
        own = Liaison.objects.acting(clock.today()).filter(person=actor.person)
        went = self.filter(sent_at__isnull=False, state__in=list(rules.AT_THE_UNIT))
        return went.filter(organisation__in=own.values("organisation"))

    def visible_to(self, actor: Actor) -> "FeedbackLetterQuerySet":
        return self.at_desks_of(actor) | self.for_units_of(actor)

    def live(self) -> "FeedbackLetterQuerySet":
        return self.exclude(state=State.WITHDRAWN)

    def counting(self) -> "FeedbackLetterQuerySet":
        """Those whose year is used: not withdrawn, or withdrawn after the unit had read it."""
        return self.filter(~Q(state=State.WITHDRAWN) | Q(sent_at__isnull=False))


class FeedbackLetter(models.Model):
    """`facts` are sums of five people or more, computed when it is drafted (actions/facts.py).

    `first_on` and `last_on` are the days it tells of, both included; `year` is that of the last.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    facts = models.JSONField(default=dict)
    drafted_at = models.DateTimeField()
    # Until when its members answer.
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    letter = models.OneToOneField(Letter, models.SET_NULL, null=True, related_name="feedback")
    # What the unit says it did, and when.
    report = SealedTextField()
    done_on = models.DateField(null=True)
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)

    objects = FeedbackLetterQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "report": Personal(
                Kind.PERSONAL, N_("单位说做了什么"), Keep.LETTER, OFFICE_DUTY, N_("单位的回话")
            ),
            "reported_by": Personal(
                Kind.PERSONAL, N_("谁代表单位回话的"), Keep.LETTER, OFFICE_DUTY, N_("谁回话的")
            ),
        },
        what=N_("给单位的反馈信"),
        seen_by=N_("社区和街道；单位的联络员；信里说到的你自己"),
        whose="reported_by",
        plain={"facts": "sums of five people or more, and what the unit did"},
    )

    class Meta:
        constraints = [
            # Withdrawn after the unit had read it, it still counts: two letters about the same
            # days could be subtracted from each other.
            models.UniqueConstraint(
                fields=["organisation", "community", "year"],
                condition=~Q(state=State.WITHDRAWN) | Q(sent_at__isnull=False),
                name="one_feedback_letter_a_year",
            ),
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on")), name="feedback_tells_of_some_days"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SHOWN) | Q(due_at__isnull=False),
                name="shown_feedback_means_due",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFTED, State.SHOWN], sent_at=None)
                | Q(state__in=[State.SENT, State.REPORTED], sent_at__isnull=False)
                | Q(state=State.WITHDRAWN),
                name="sent_feedback_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REPORTED) | Q(reported_at__isnull=False),
                name="reported_feedback_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state"], name="feedback_of_a_community"),
            models.Index(fields=["organisation", "state"], name="feedback_of_a_unit"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def days(self) -> rules.Period:
        return rules.Period(self.first_on, self.last_on)


class PersonalPartQuerySet(models.QuerySet["PersonalPart"]):
    def visible_to(self, actor: Actor) -> "PersonalPartQuerySet":
        """One's own. What others may read of it they read beside the letter (`agreed`)."""
        shown = self.exclude(feedback__state=State.DRAFTED)
        return shown.filter(person=actor.person) if actor.person else self.none()

    def agreed(self) -> "PersonalPartQuerySet":
        """Of whom a sentence may be read: their yes stands, and their data are not locked."""
        return self.filter(answer=Answer.AGREED, person__restricted_at=None)


class PersonalPart(models.Model):
    """`sentence` is exactly what the unit would read about them, `comment` what they add."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    feedback = models.ForeignKey(FeedbackLetter, models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    sentence = SealedTextField()
    comment = SealedTextField()
    answer = models.CharField(max_length=10, choices=ANSWER_NAMES, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True)
    consent = models.OneToOneField(Consent, models.CASCADE, null=True, related_name="+")

    objects = PersonalPartQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.SENSITIVE, N_("是关于谁的"), Keep.LETTER, CONSENT, N_("关于谁")
            ),
            "sentence": Personal(
                Kind.SENSITIVE, N_("你同意时，转告单位"), Keep.LETTER, CONSENT, N_("转告的话")
            ),
            "comment": Personal(
                Kind.SENSITIVE, N_("你同意时，转告单位"), Keep.LETTER, CONSENT, N_("你补充的话")
            ),
            "consent": Personal(
                Kind.PERSONAL, N_("证明你同意过"), Keep.LETTER, CONSENT, N_("你的同意")
            ),
        },
        what=N_("反馈信里关于你的一句话"),
        seen_by=N_("你自己；你同意以后，社区和单位的联络员"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "person"], name="one_personal_part_for_a_member"
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.AGREED) | Q(consent__isnull=False),
                name="no_personal_part_without_consent",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.WAITING, answered_at=None)
                | (~Q(answer=Answer.WAITING) & Q(answered_at__isnull=False)),
                name="answered_part_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FeedbackEvent(models.Model):
    """History of a feedback letter: appended, never edited."""

    feedback = models.ForeignKey(FeedbackLetter, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=10)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)

    scope = SCOPED
    privacy = Privacy(
        {"actor": Personal(Kind.PERSONAL, N_("谁做的这一步"), Keep.LOG, OFFICE_DUTY, N_("谁做的"))},
        what=N_("反馈信的经过"),
        seen_by=N_("社区和街道"),
        whose="actor",
        plain={
            "action": "one of our words",
            "from_state": "a state",
            "to_state": "a state",
        },
    )

    def __str__(self) -> str:
        return f"{self.from_state}→{self.to_state}"

"""Who brought a topic up, supports it, thinks something of it. None of it is on a public page.

A support knows a household: it stands behind the second wall, and only its own person reaches it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED, WALLED
from last500.households.models import Household
from last500.people.models import Person
from last500.service_requests.models import ServiceRequest
from last500.topics import rules
from last500.topics.models.topics import REASON_MOST, Topic, of_desk
from last500.topics.rules import Look

AGREED_NAMES = [(how, _(word)) for how, word in rules.AGREED_WORDS.items()]
STANCE_NAMES = [(stance, _(word)) for stance, word in rules.STANCE_WORDS.items()]
LOOK_NAMES = [(look, _(word)) for look, word in rules.LOOK_WORDS.items()]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, actor: Actor) -> "ProposalQuerySet":
        """One's own; the desk of the compound reads the words, and who may be told."""
        own = Q(person=actor.person) if actor.person else Q(pk=None)
        return self.filter(own | of_desk(actor, "topic__compound__path"))


class Proposal(models.Model):
    """Who brought a topic up, in their own words. Without an account: the name on the paper."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="proposal")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="proposals")
    name = SealedTextField()
    title = SealedTextField()
    words = SealedTextField()
    wish = SealedTextField()
    entered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    agreed = models.CharField(max_length=8, choices=AGREED_NAMES, blank=True)
    request = models.OneToOneField(
        ServiceRequest, models.SET_NULL, null=True, related_name="as_topic"
    )

    objects = ProposalQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Class.PERSONAL, N_("告诉你后来怎样"), Keep.TOPIC, CONSENT, N_("谁提的")
            ),
            "name": Personal(
                Class.PERSONAL, N_("没有账号的人，值守好告诉他后来怎样"), Keep.TOPIC, CONSENT,
                N_("纸上写的称呼"),
            ),
            "title": Personal(
                Class.SENSITIVE, N_("提的是什么事"), Keep.TOPIC, CONSENT, N_("你写的题目")
            ),
            "words": Personal(
                Class.SENSITIVE, N_("提的是什么事"), Keep.TOPIC, CONSENT, N_("你写的话")
            ),
            "wish": Personal(
                Class.SENSITIVE, N_("提的是什么事"), Keep.TOPIC, CONSENT, N_("你希望怎样")
            ),
            "agreed": Personal(
                Class.PERSONAL, N_("证明本人同意过"), Keep.TOPIC, CONSENT, N_("怎么同意的")
            ),
            "entered_by": Personal(
                Class.PERSONAL, N_("谁代填的"), Keep.TOPIC, OFFICE_DUTY, N_("谁代填的"),
                whose="entered_by",
            ),
        },
        what=N_("你提的议题"),
        seen_by=N_("小区和社区、街道的值守；公开的页面上没有是谁提的"),
        whose="person",
    )  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class SupportQuerySet(models.QuerySet["Support"]):
    def visible_to(self, actor: Actor) -> "SupportQuerySet":
        """One's own, and nobody else's: of others there is only the number of households."""
        return self.filter(person=actor.person) if actor.person else self.none()


class Support(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="supports")
    person = models.ForeignKey(Person, models.CASCADE, related_name="supports")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SupportQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "person": Personal(
                Class.PERSONAL, N_("一个人只附议一次，可以收回"), Keep.TOPIC, CONSENT, N_("谁附议")
            ),
            "household": Personal(
                Class.PERSONAL, N_("一户只算一次"), Keep.TOPIC, CONSENT, N_("哪一户")
            ),
        },
        what=N_("你附议的议题"),
        seen_by=N_("只有你自己；别人只看得到有多少户"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="supports_a_topic_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def shown(self) -> "OpinionQuerySet":
        return self.filter(look=Look.SHOWN)

    def visible_to(self, actor: Actor) -> "OpinionQuerySet":
        """One's own, those of one's desk; of others what the desk has let everybody read."""
        seen = Q(look=Look.SHOWN) | of_desk(actor, "topic__compound__path")
        if actor.person:
            seen |= Q(person=actor.person)
        return self.filter(seen)


class Opinion(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="opinions")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    stance = models.CharField(max_length=8, choices=STANCE_NAMES)
    words = SealedTextField()
    look = models.CharField(max_length=8, choices=LOOK_NAMES, default=Look.WAITING)
    returned_why = models.CharField(max_length=REASON_MOST, blank=True)
    said_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)

    objects = OpinionQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Class.PERSONAL, N_("一个人只说一次，可以改"), Keep.TOPIC, CONSENT, N_("谁说的")
            ),
            "stance": Personal(
                Class.SENSITIVE, N_("商量时两边的话都要听"), Keep.TOPIC, CONSENT, N_("赞成与否")
            ),
            "words": Personal(
                Class.SENSITIVE, N_("商量时两边的话都要听"), Keep.TOPIC, CONSENT, N_("你的意见")
            ),
        },
        what=N_("你对议题的意见"),
        seen_by=N_("值守看过以后不署名地公开；是谁说的谁都看不到"),
        whose="person",
        plain={"returned_why": "the desk's reason, which the author alone reads"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "person"],
                condition=Q(person__isnull=False),
                name="one_opinion_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(look=Look.WAITING) | Q(looked_at__isnull=False),
                name="shown_opinion_was_looked_at",
            ),
            models.CheckConstraint(
                condition=~Q(look=Look.RETURNED) | ~Q(returned_why=""),
                name="returned_opinion_says_why",
            ),
        ]
        indexes = [models.Index(fields=["topic", "look", "said_at"], name="opinions_of_a_topic")]

    def __str__(self) -> str:
        return str(self.pk)


class RaiseAskQuerySet(models.QuerySet["RaiseAsk"]):
    def asked_of(self, actor: Actor) -> "RaiseAskQuerySet":
        """Those of the actor's own requests: by account, or opened by the private link."""
        own = Q(request__in=actor.opened)
        if actor.person:
            own |= Q(request__requester=actor.person)
        return self.filter(own)

    def visible_to(self, actor: Actor) -> "RaiseAskQuerySet":
        return self.asked_of(actor) | self.filter(of_desk(actor, "request__place__path"))


class RaiseAsk(models.Model):
    """The desk asks whoever placed a request whether it may become a topic; only a yes does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.OneToOneField(ServiceRequest, models.CASCADE, related_name="raise_ask")
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    yes = models.BooleanField(null=True)

    objects = RaiseAskQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "asked_by": Personal(
                Class.PERSONAL, N_("谁问的"), Keep.REQUEST, OFFICE_DUTY, N_("谁问的"),
                whose="asked_by",
            ),
        },
        what=N_("值守问你能不能把求助列为议题"),
        seen_by=N_("你自己和值守"),
        whose="request__requester",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, yes=None)
                | Q(answered_at__isnull=False, yes__isnull=False),
                name="answered_ask_says_what",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

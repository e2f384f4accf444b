"""A covenant in versions, its articles, and what neighbours remark on a draft."""

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
from last500.covenants import rules
from last500.covenants.rules import Look, State
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.resolutions.models import Resolution

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
LOOK_NAMES = [(look, _(word)) for look, word in rules.LOOK_WORDS.items()]
REASON_MOST = 200
_STANDS = sorted(state.value for state in rules.STANDS)
_WORKED_ON = sorted(state.value for state in rules.WORKED_ON)
_PUBLIC = sorted(state.value for state in rules.PUBLIC)


def of_desk(actor: Actor, to_path: str) -> Q:
    seen = Q(pk=None)
    for path in actor.branches(Permission.TOPIC_HANDLE):
        seen |= Q(**{f"{to_path}__range": branch(path)})
    return seen


class VersionQuerySet(models.QuerySet["Version"]):
    def public(self) -> "VersionQuerySet":
        return self.filter(state__in=_PUBLIC)

    def visible_to(self, actor: Actor) -> "VersionQuerySet":
        """What is open for remarks or stands hangs at the gate; a draft is its desk's."""
        return self.filter(Q(state__in=_PUBLIC) | of_desk(actor, "compound__path"))


class Version(models.Model):
    """`former`: the version that it would replace."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    compound = models.ForeignKey(Place, models.PROTECT, related_name="covenants")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=STATE_NAMES, default=State.DRAFT)
    former = models.ForeignKey("self", models.PROTECT, null=True, related_name="next_versions")
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    resolution = models.OneToOneField(
        Resolution, models.PROTECT, null=True, related_name="covenant"
    )
    in_force_on = models.DateField(null=True)
    replaced_on = models.DateField(null=True)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "made_by": Personal(
                Kind.PERSONAL, N_("谁起草的"), Keep.TOPIC, OFFICE_DUTY, N_("谁起草的")
            )
        },
        what=N_("小区公约"),
        seen_by=N_("公开的；起草的人只有值守看得到"),
        whose="made_by",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["compound", "number"], name="one_version_of_a_number"),
            models.UniqueConstraint(
                fields=["compound"], condition=Q(state=State.IN_FORCE), name="one_covenant_in_force"
            ),
            models.UniqueConstraint(
                fields=["compound"],
                condition=Q(state__in=_WORKED_ON),
                name="one_covenant_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_STANDS, resolution__isnull=False, in_force_on__isnull=False)
                | (~Q(state__in=_STANDS) & Q(resolution=None, in_force_on=None)),
                name="covenant_that_stands_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, due_at__isnull=False, closes_at__gt=F("opened_at"))
                | (~Q(state=State.OPEN) & Q(due_at=None)),
                name="open_covenant_is_due",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=~Q(due_at=None), name="covenants_due")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def shape(self) -> str:
        return rules.SHAPES[State(self.state)]

    @property
    def takes_remarks(self) -> bool:
        return rules.takes_remarks(self.state, self.closes_at, clock.now())


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, actor: Actor) -> "ArticleQuerySet":
        return self.filter(version__in=Version.objects.visible_to(actor))


class Article(models.Model):
    """`follows`: the number of the article of the former version that it continues."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="articles")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=rules.TEXT_MOST)
    follows = models.PositiveSmallIntegerField(null=True)

    objects = ArticleQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(plain={"words": "an article that hangs at the gate and names nobody"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="one_article_of_a_number"),
            models.CheckConstraint(condition=~Q(words=""), name="every_article_says_something"),
        ]

    def __str__(self) -> str:
        return self.words


class RemarkQuerySet(models.QuerySet["Remark"]):
    def visible_to(self, actor: Actor) -> "RemarkQuerySet":
        """One's own, those of one's desk; of others what the desk has let everybody read."""
        seen = Q(look=Look.SHOWN) | of_desk(actor, "version__compound__path")
        if actor.person:
            seen |= Q(person=actor.person)
        return self.filter(seen)


class Remark(models.Model):
    """On an article by its number, or (None) on the whole."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="remarks")
    article = models.PositiveSmallIntegerField(null=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    words = SealedTextField()
    look = models.CharField(max_length=8, choices=LOOK_NAMES, default=Look.WAITING)
    returned_why = models.CharField(max_length=REASON_MOST, blank=True)
    said_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)

    objects = RemarkQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("住在这里或者是业主才说得上"), Keep.TOPIC, CONSENT, N_("谁说的")
            ),
            "words": Personal(
                Kind.SENSITIVE, N_("改公约要听大家的"), Keep.TOPIC, CONSENT, N_("你的意见")
            ),
        },
        what=N_("你对公约草案的意见"),
        seen_by=N_("值守看过以后不署名地公开；是谁说的谁都看不到"),
        whose="person",
        plain={"returned_why": "the desk's reason, which the author alone reads"},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(look=Look.WAITING) | Q(looked_at__isnull=False),
                name="shown_remark_was_looked_at",
            ),
            models.CheckConstraint(
                condition=~Q(look=Look.RETURNED) | ~Q(returned_why=""),
                name="returned_remark_says_why",
            ),
        ]
        indexes = [models.Index(fields=["version", "look", "said_at"], name="remarks_of_a_version")]

    def __str__(self) -> str:
        return str(self.pk)

"""A household that wishes for a helper, who is asked, who holds it, on which days they spoke.

Who lives there stands in the contact vault (people.Contact). There is no field for what goes on in
the household: no note, no health, no diary of visits.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED
from last500.organisations.rules import Permission
from last500.pairings import rules
from last500.pairings.rules import State
from last500.people.models import Contact, Person
from last500.places.models import Place
from last500.places.rules import branch

STATE_NAMES = [(state, _(word)) for state, word in rules.STATE_WORDS.items()]
WAY_NAMES = [(way, _(word)) for way, word in rules.WAY_WORDS.items()]
PART_NAMES = [(part, _(word)) for part, word in rules.PART_WORDS.items()]
RHYTHM_NAMES = [(days, _(word)) for days, word in rules.RHYTHMS.items()]
MONTH_NAMES = [(months, _(word)) for months, word in rules.MONTHS.items()]
HOW_NAMES = [(how, _(word)) for how, word in rules.HOW_WORDS.items()]
ROLE_NAMES = [(role, _(word)) for role, word in rules.ROLE_WORDS.items()]
HANDLE = N_("结对-%(mark)s")
_SEEKING = sorted(state.value for state in rules.SEEKING)
_OPEN = sorted(state.value for state in rules.OPEN)


def _household(actor: Actor) -> Q:
    """By account, or opened by its link in this session. Asked apart from the pairing's own row:
    a contact that the reader may not see must not take the row with it."""
    own = Q(pk__in=actor.opened)
    if actor.person:
        own |= Q(contact__in=Contact.objects.filter(person=actor.person).values("pk"))
    return own


def _helper(actor: Actor) -> Q:
    if actor.person is None:
        return Q(pk=None)
    held = Bond.objects.living().filter(helper=actor.person)
    asked = PairingAsk.objects.pending().filter(helper=actor.person)
    return Q(pk__in=held.values("pairing")) | Q(pk__in=asked.values("pairing"))


def _desk(actor: Actor) -> Q:
    seen = Q(pk=None)
    for path in actor.branches(Permission.PAIRING_ARRANGE):
        seen |= Q(place__path__range=branch(path))
    return seen


class PairingQuerySet(models.QuerySet["Pairing"]):
    def open(self) -> "PairingQuerySet":
        return self.filter(state__in=_OPEN)

    def of_household(self, actor: Actor) -> "PairingQuerySet":
        return self.filter(_household(actor))

    def of_helper(self, actor: Actor) -> "PairingQuerySet":
        """What the actor holds now, or is asked for now."""
        return self.filter(_helper(actor))

    def of_desk(self, actor: Actor) -> "PairingQuerySet":
        return self.filter(_desk(actor))

    def visible_to(self, actor: Actor) -> "PairingQuerySet":
        return self.filter(_household(actor) | _helper(actor) | _desk(actor))


class Pairing(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="pairings")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="pairings")
    # What a desk calls it: made by chance, so that no list needs a name.
    mark = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=STATE_NAMES)
    due_at = models.DateTimeField(null=True)

    # The household's wishes, all of them chosen from lists.
    rhythm_days = models.PositiveSmallIntegerField(choices=RHYTHM_NAMES)
    way = models.CharField(max_length=8, choices=WAY_NAMES)
    part = models.CharField(max_length=10, choices=PART_NAMES, default=rules.Part.ANY)
    two_people = models.BooleanField(default=False)
    limits = SealedJSONField()
    months = models.PositiveSmallIntegerField(choices=MONTH_NAMES)
    # Both can say it at the door; it proves that the right person has come.
    door_word = SealedTextField()

    # The household's consent comes first: when, how, and who took it down.
    consent_at = models.DateTimeField()
    consent_how = models.CharField(max_length=14, choices=HOW_NAMES)
    consent_taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    link_index = models.CharField(max_length=64, unique=True)
    link_key = SealedTextField()

    began_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # Each side's yes to another term; with both of them it is renewed and they are empty again.
    renew_helper_at = models.DateTimeField(null=True)
    renew_household_at = models.DateTimeField(null=True)
    fit_asked_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=ROLE_NAMES, blank=True)

    objects = PairingQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "contact": Personal(
                Kind.SENSITIVE, N_("帮忙的邻居找得到你"), Keep.DUTY, CONSENT, N_("是哪一户")
            ),
            "limits": Personal(
                Kind.PERSONAL, N_("你不想要的就不做"), Keep.DUTY, CONSENT, N_("不要做的")
            ),
            "link_key": Personal(
                Kind.PERSONAL,
                N_("不登录也能看、能结束"),
                Keep.DUTY,
                CONSENT,
                N_("链接"),
                secret=True,
            ),
            "consent_taken_by": Personal(
                Kind.PERSONAL,
                N_("谁记下你的同意"),
                Keep.DUTY,
                OFFICE_DUTY,
                N_("谁记下的"),
                whose="consent_taken_by",
            ),
        },
        what=N_("结对：你家想要的来往"),
        seen_by=N_(
            "你自己；安排结对的值守（看不到是谁，要看得写原因）；两边都点头以后，帮忙的那一位"
        ),
        whose="contact__person",
        plain={
            "mark": "made by chance",
            "door_word": "a word drawn at random",
            "link_index": "a keyed hash of a random key",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_SEEKING, due_at__isnull=False)
                | (~Q(state__in=_SEEKING) & Q(due_at=None)),
                name="seeking_pairing_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING)
                | Q(began_on__isnull=False, ends_on__isnull=False, ends_on__gt=F("began_on")),
                name="running_pairing_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ASKED, State.RUNNING]) | Q(checked_at__isnull=False),
                name="nobody_is_asked_before_the_check",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=rules.MOST_MONTHS),
                name="pairing_ends_within_a_year",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=_OPEN) & Q(ended_at=None, ended_by=""))
                | (~Q(state__in=_OPEN) & Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="ended_pairing_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state", "due_at"], name="pairings_on_a_desk"),
            models.Index(
                fields=["state", "ends_on"],
                condition=Q(state="running"),
                name="pairings_that_run_out",
            ),
        ]

    def __str__(self) -> str:
        return _now(HANDLE) % {"mark": self.mark}


class BondQuerySet(models.QuerySet["Bond"]):
    def living(self) -> "BondQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, actor: Actor) -> "BondQuerySet":
        """One's own, and those of the pairings whose household or desk the actor is."""
        seen = Q(helper=actor.person) if actor.person else Q(pk=None)
        seen |= Q(pairing__in=Pairing.objects.of_household(actor).values("pk"))
        seen |= Q(pairing__in=Pairing.objects.of_desk(actor).values("pk"))
        return self.filter(seen)


class Bond(models.Model):
    """A helper holds a pairing, from both yes until it ends. The constraint decides every race."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="bonds")
    helper = models.ForeignKey(Person, models.PROTECT, related_name="+")
    helper_yes_at = models.DateTimeField()
    household_yes_at = models.DateTimeField()
    # Whoever wrote down the household's spoken yes; never whoever it is about.
    household_yes_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    wants_out_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = BondQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "helper": Personal(Kind.PERSONAL, N_("谁来往"), Keep.DUTY, CONSENT, N_("谁帮的")),
            "household_yes_by": Personal(
                Kind.PERSONAL,
                N_("谁记下那一户的同意"),
                Keep.DUTY,
                OFFICE_DUTY,
                N_("谁记下的"),
                whose="household_yes_by",
            ),
        },
        what=N_("你结着的对"),
        seen_by=N_("你自己；那一户看得到称呼；安排结对的值守"),
        whose="helper",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pairing"], condition=Q(ended_at=None), name="one_helper_of_a_pairing"
            ),
            models.CheckConstraint(
                condition=Q(household_yes_by=None) | ~Q(household_yes_by=F("helper")),
                name="nobody_takes_down_the_yes_to_themself",
            ),
        ]
        indexes = [
            models.Index(fields=["helper"], condition=Q(ended_at=None), name="pairings_of_a_helper")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PairingAskQuerySet(models.QuerySet["PairingAsk"]):
    def waiting(self) -> "PairingAskQuerySet":
        return self.filter(answer=PairingAsk.Answer.ASKED, ends_at__gt=clock.now())

    def pending(self) -> "PairingAskQuerySet":
        """Waiting for the helper's answer, or, a successor's yes, for the household's."""
        open_ones = [PairingAsk.Answer.ASKED, PairingAsk.Answer.YES]
        return self.filter(answer__in=open_ones, ends_at__gt=clock.now())

    def visible_to(self, actor: Actor) -> "PairingAskQuerySet":
        return self.filter(helper=actor.person) if actor.person else self.none()


class PairingAsk(models.Model):
    """A helper was asked. They read place, rhythm and limits; never whose household it is."""

    class Answer(models.TextChoices):
        ASKED = "asked", _("等回话")
        YES = "yes", _("愿意，等那一户点头")
        TAKEN = "taken", _("结上了")
        REFUSED = "refused", _("这次不行")
        STOPPED = "stopped", _("不用了")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="asks")
    helper = models.ForeignKey(Person, models.CASCADE, related_name="+")
    follows = models.BooleanField(default=False)  # would follow whoever holds it now
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.ASKED)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = PairingAskQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {"helper": Personal(Kind.PERSONAL, N_("请谁结对"), Keep.MESSAGE, CONSENT, N_("请了谁"))},
        what=N_("请你结对的邀请"),
        seen_by=N_("你自己；值守只看得到请了几位"),
        whose="helper",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "helper"],
                condition=Q(answer__in=["asked", "yes"]),
                name="asked_once_for_a_pairing",
            ),
            models.UniqueConstraint(
                fields=["pairing"], condition=Q(answer="yes"), name="one_successor_waits"
            ),
            models.CheckConstraint(
                condition=~Q(answer="yes") | Q(follows=True, answered_at__isnull=False),
                name="only_a_successor_waits_for_the_household",
            ),
        ]
        indexes = [models.Index(fields=["helper", "answer"], name="pairing_asks_of_a_helper")]

    def __str__(self) -> str:
        return self.answer


class ContactDay(models.Model):
    """They spoke on this day. Only the helper's own tick, and nothing of what was said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bond = models.ForeignKey(Bond, models.CASCADE, related_name="days")
    on = models.DateField()

    scope = WALLED
    privacy = Privacy()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bond", "on"], name="one_tick_for_a_day")]

    def __str__(self) -> str:
        return f"{self.on}"


class PairingEvent(models.Model):
    """One thing that happened: never edited. The household's own steps carry no person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=12)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    role = models.CharField(max_length=10)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office = models.UUIDField(null=True)

    scope = WALLED
    privacy = Privacy(
        {"actor": Personal(Kind.PERSONAL, N_("谁做的这一步"), Keep.LOG, "PIPL 51", N_("谁做的"))},
        what=N_("结对的经过"),
        seen_by=N_("安排结对的值守；那一户"),
        whose="actor",
        plain={
            "action": "one of our words",
            "from_state": "a state",
            "to_state": "a state",
            "role": "one of our words",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=rules.Role.HOUSEHOLD) | Q(actor=None),
                name="household_leaves_no_name",
            )
        ]
        indexes = [models.Index(fields=["pairing", "at"], name="events_of_a_pairing")]

    def __str__(self) -> str:
        return f"{self.action} {self.to_state}"

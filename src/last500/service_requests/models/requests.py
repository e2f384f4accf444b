"""A request from placing to the resident's own word, with everything that happened to it.

The request holds where, what kind and how far along. Who asked, and behind which door, stands in
the contact vault (people.Contact); what was written is sealed. It refuses to know any score.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.ids import shown_number, uuid7
from last500.base.privacy import Privacy
from last500.base.scope import SCOPED, WALLED
from last500.organisations.rules import Permission
from last500.people.models import Contact, Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.records import rules as record_rules
from last500.service_requests.models import privacy as declared
from last500.service_requests.rules import OPEN, ROUTE_WORDS, STATE_WORDS, Level, Route

STATE_NAMES = [(state, _(word)) for state, word in STATE_WORDS.items()]
ROUTE_NAMES = [(route, _(word)) for route, word in ROUTE_WORDS.items()]


class Spot(models.TextChoices):
    """What sort of place it is about; the only thing about it that neighbours may see."""

    HOME = "home", _("家里")
    STAIRS = "stairs", _("楼道")
    YARD = "yard", _("院子")
    ROAD = "road", _("小区道路")
    OTHER = "other", _("别处")


class Channel(models.TextChoices):
    """How it came in; proxies are a first-class way."""

    WEB = "web", _("自己填的")
    FOR_OTHER = "for_other", _("别人代填")
    PHONE = "phone", _("打电话")
    PAPER = "paper", _("纸质单")
    COUNTER = "counter", _("窗口")
    IMPORT = "import", _("批量导入")


class DayPart(models.TextChoices):
    ANY = "any", _("都可以")
    MORNING = "morning", _("上午")
    AFTERNOON = "afternoon", _("下午")
    EVENING = "evening", _("晚上")


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    def open(self) -> "ServiceRequestQuerySet":
        return self.filter(state__in=OPEN)

    def at_desk(self, place_id: int) -> "ServiceRequestQuerySet":
        return self.filter(desk=place_id)

    def under(self, path: str) -> "ServiceRequestQuerySet":
        return self.filter(place__path__range=branch(path))

    def visible_to(self, actor: Actor) -> "ServiceRequestQuerySet":
        """One's own, what a private link opened, what one helps with, and one's branch's desk.
        What its resident has locked is the resident's alone.

        Whoever is merely invited sees an invitation, not the request.
        """
        seen = Q(pk__in=actor.opened)
        if actor.person:
            seen |= Q(pk__in=actor.looked_into)
            seen |= Q(requester=actor.person)
            seen |= Q(entered_by=actor.person, channel=Channel.FOR_OTHER)
            seen |= Q(
                pk__in=Acceptance.objects.filter(helper=actor.person, ended_at=None).values(
                    "request"
                )
            )
        for path in actor.branches(Permission.REQUEST_READ):
            seen |= Q(place__path__range=branch(path), restricted_at=None)
        return self.filter(seen)


class ServiceRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=11, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="service_requests")
    building = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    # Where it lies now, how high it has climbed, and until when: columns, not states.
    desk = models.ForeignKey(Place, models.PROTECT, related_name="desk_requests")
    level = models.CharField(max_length=10, choices=[(x, x) for x in Level])
    state = models.CharField(max_length=12, choices=STATE_NAMES)
    due_at = models.DateTimeField(null=True)

    category = models.CharField(max_length=24)
    spot = models.CharField(max_length=8, choices=Spot.choices)
    days = models.PositiveSmallIntegerField(default=7)
    text = SealedTextField()
    answers = SealedTextField()
    wished_on = models.DateField(null=True)
    wished_part = models.CharField(max_length=10, choices=DayPart.choices, default=DayPart.ANY)
    suspected_emergency = models.CharField(max_length=3, blank=True)
    # Who may come to the door, as the one served wishes it: {"helper": "f", "pairs": true}.
    visit_wish = SealedJSONField(default=dict)

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="service_requests")
    requester = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="requests")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    link_index = models.CharField(max_length=64, unique=True)
    link_key = SealedTextField()
    slip_code = SealedTextField()

    # Facts for helpers, set by the desk when it verifies; free words, so they may name somebody.
    summary = SealedTextField()
    risk_note = SealedTextField()
    minutes = models.PositiveSmallIntegerField(default=60)
    wanted = models.PositiveSmallIntegerField(default=1)
    taken = models.PositiveSmallIntegerField(default=0)
    # How far an open offer reaches; empty while only named helpers are asked.
    open_to = models.CharField(max_length=10, blank=True)
    agreed_at = models.DateTimeField(null=True)

    route = models.CharField(max_length=10, choices=ROUTE_NAMES, default=Route.HELPERS)
    routed_by = models.CharField(max_length=60, blank=True)
    suggested_category = models.CharField(max_length=24, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_here")
    objected_at = models.DateTimeField(null=True)
    called_back_at = models.DateTimeField(null=True)

    placed_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    # The resident's word. `word_by_phone` marks one that was given by telephone and entered by
    # somebody other than the helper.
    solved = models.BooleanField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    comment = SealedTextField()
    word_by_phone = models.BooleanField(default=False)
    may_publish = models.BooleanField(default=False)
    # Never on a public page: asked by or for somebody under 14, or locked by its resident.
    unlisted = models.BooleanField(default=False)
    # Stored only, at the resident's wish (PIPL 47): seen by nobody but the resident.
    restricted_at = models.DateTimeField(null=True)
    me_too = models.PositiveIntegerField(default=0)

    objects = ServiceRequestQuerySet.as_manager()
    scope = WALLED
    privacy = declared.REQUEST

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("wanted")), name="team_never_too_big"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(s.value for s in OPEN), due_at__isnull=False)
                | (~Q(state__in=sorted(s.value for s in OPEN)) & Q(due_at=None)),
                name="open_means_due",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=3),
                name="rating_one_to_three",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "due_at"], name="requests_on_a_desk"),
            models.Index(
                fields=["due_at"], condition=~Q(due_at=None), name="requests_that_run_out"
            ),
            models.Index(fields=["place", "category", "-placed_at"], name="requests_of_a_place"),
            models.Index(fields=["requester", "-placed_at"], name="requests_of_a_person"),
            models.Index(
                fields=["open_to", "place"],
                condition=Q(state="offered") & ~Q(open_to=""),
                name="requests_open_to_helpers",
            ),
        ]

    def __str__(self) -> str:
        return shown_number(self.number)


class Event(models.Model):
    """One thing that happened: appended in the same transaction, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=16)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    role = models.CharField(max_length=16)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office = models.UUIDField(null=True)
    door = models.CharField(max_length=10)
    note = SealedTextField()
    # Words for the sentence that are not personal: a level, a place, a number of people.
    facts = models.JSONField(default=dict)

    scope = WALLED
    privacy = declared.EVENT

    class Meta:
        indexes = [models.Index(fields=["request", "at"], name="events_of_a_request")]

    def __str__(self) -> str:
        return f"{self.action} {self.to_state}"


class Invitation(models.Model):
    """Somebody was asked. They may say no, or nothing; neither is held against them."""

    class Answer(models.TextChoices):
        ASKED = "asked", _("等回话")
        ACCEPTED = "accepted", _("接了")
        REFUSED = "refused", _("这次不行")
        STOPPED = "stopped", _("不用了")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="invitations")
    helper = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.ASKED)
    # Codes that tell what the helper can do and when they are free.
    reasons = SealedJSONField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    # In which round it was sent where people are asked in waves (dispatch); 0: by name.
    round = models.PositiveSmallIntegerField(default=0)
    # While it waits for its answer its helper is asked in waves for nothing else.
    alone = models.BooleanField(default=False)

    scope = WALLED
    privacy = declared.INVITATION

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "helper"], condition=Q(answer="asked"), name="asked_once"
            ),
            models.UniqueConstraint(
                fields=["helper"],
                condition=Q(answer="asked", alone=True),
                name="asked_in_waves_for_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["helper", "answer", "-asked_at"], name="asks_of_a_helper")]

    def __str__(self) -> str:
        return self.answer


class Acceptance(models.Model):
    """A helper holds a place in the team, until it ends. The constraints decide every race."""

    class Ended(models.TextChoices):
        DONE = "done", _("办完")
        RELEASED = "released", _("退回")
        HANDED_ON = "handed_on", _("转给别人")
        CLOSED = "closed", _("求助已结束")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="acceptances")
    helper = models.ForeignKey(Person, models.PROTECT, related_name="acceptances")
    slot = models.PositiveSmallIntegerField()
    # Both can say it at the door; it proves that the right person has come.
    visit_code = SealedTextField()
    # Actually served, as the helper said when it was done; empty: what was expected.
    minutes = models.PositiveSmallIntegerField(null=True)
    accepted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=Ended.choices, blank=True)

    scope = WALLED
    privacy = declared.ACCEPTANCE

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "slot"], condition=Q(ended_at=None), name="one_helper_per_slot"
            ),
            models.UniqueConstraint(
                fields=["request", "helper"],
                condition=Q(ended_at=None),
                name="helper_holds_one_slot",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None)
                | Q(minutes__gte=record_rules.LEAST, minutes__lte=record_rules.MOST),
                name="helped_for_minutes_that_can_be",
            ),
        ]
        indexes = [
            models.Index(fields=["helper"], condition=Q(ended_at=None), name="what_a_helper_holds"),
            models.Index(fields=["helper", "-ended_at"], name="what_a_helper_did"),
        ]

    def __str__(self) -> str:
        return f"{self.slot}"


class HandOn(models.Model):
    """A one-time link with which a helper passes their place to another neighbour."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="hand_ons")
    key_index = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    scope = WALLED
    privacy = Privacy(plain={"key_index": "a keyed hash of a random key"})

    def __str__(self) -> str:
        return str(self.pk)


class Photo(models.Model):
    """A picture, re-encoded without metadata under a random name; never required."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="photos")
    file = models.CharField(max_length=60)
    # SHA-256 of the stored file: a bit that flips on the disk is noticed (photos.damaged).
    digest = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    scope = WALLED
    privacy = declared.PHOTO

    def __str__(self) -> str:
        return self.file


class RoutingRule(models.Model):
    """One line of the routing table of a branch of the tree; the first that fits wins."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="routing_rules")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    category = models.CharField(max_length=24, blank=True)
    spot = models.CharField(max_length=8, choices=Spot.choices, blank=True)
    words = models.CharField(max_length=200, blank=True)
    route = models.CharField(max_length=10, choices=ROUTE_NAMES)
    days = models.PositiveSmallIntegerField(default=7)

    scope = SCOPED
    privacy = Privacy(
        plain={
            "name": "a rule of a desk",
            "category": "one of our kinds",
            "words": "words that a rule looks for",
        }
    )

    class Meta:
        indexes = [models.Index(fields=["place", "order"], name="routing_in_order")]

    def __str__(self) -> str:
        return self.name

"""A letter as it was printed, with a code by which anybody who holds it can check it."""

import re
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base import masking
from last500.base.actor import Actor
from last500.base.fields import SealedJSONField
from last500.base.ids import shown_number, uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, Keep, Personal, Privacy
from last500.base.privacy import Kind as Class
from last500.base.scope import SCOPED
from last500.letters.rules import Kind, Standing, standing
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.places.models import Place

KIND_NAMES = [
    (Kind.CERTIFICATE, _("志愿服务记录证明")),
    (Kind.REPORT_IN, _("报到回执")),
    (Kind.AGREEMENT, _("单位报到协议")),
    (Kind.FEEDBACK, _("服务反馈信")),
    (Kind.PROJECT, _("项目三方协议")),
    (Kind.VENTURE, _("微创投合同")),
]


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> "LetterQuerySet":
        """One's own. An organisation's letter is opened by the app that wrote it."""
        return self.filter(person=actor.person) if actor.person else self.none()


class Letter(models.Model):
    """`lines` are what is printed as [label, value]; `body` the paragraphs, plain text.

    Labels and paragraphs stand in the language in which the letter was issued. `names` are the
    names of people that stand in the lines: whoever checks the letter reads them masked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=11, unique=True)
    kind = models.CharField(max_length=12, choices=KIND_NAMES)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=80)
    addressee = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    lines = SealedJSONField()
    body = SealedJSONField()
    names = SealedJSONField()
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)

    objects = LetterQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Class.PERSONAL, N_("信是关于谁的"), Keep.LETTER, CONSENT, N_("谁的信")
            ),
            "lines": Personal(
                Class.SENSITIVE, N_("信上写的"), Keep.LETTER, CONSENT, N_("信上的项目")
            ),
            "body": Personal(Class.SENSITIVE, N_("信上写的"), Keep.LETTER, CONSENT, N_("信的正文")),
            "names": Personal(
                Class.PERSONAL, N_("核对时遮住名字"), Keep.LETTER, CONSENT, N_("信上的名字")
            ),
        },
        what=N_("证明、协议和信"),
        seen_by=N_("你自己；凭信上的核验码，谁拿着信谁能核对"),
        whose="person",
        plain={
            "code": "made by chance",
            "issuer": "the name of an organisation",
            "addressee": "the name of an organisation",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(ended_at__isnull=False),
                name="withdrawn_letter_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation=None)
                | Q(person=None, organisation__isnull=False),
                name="letter_is_of_one",
            ),
        ]
        indexes = [models.Index(fields=["person", "issued_at"], name="letters_of_a_person")]

    def __str__(self) -> str:
        return shown_number(self.code)

    @property
    def standing(self) -> Standing:
        return standing(self.ended_at, self.withdrawn)

    @property
    def masked_lines(self) -> list[tuple[str, str]]:
        """The lines as whoever checks the letter reads them."""
        return [(label, _masked(value, self.names)) for label, value in self.lines]


def _masked(text: str, names: Iterable[str]) -> str:
    """In one pass, the longest name first: no part of a name is left standing beside a mark."""
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(known, lambda found: masking.name(found[0]), text) if known else text

"""How long statements hang in a district, and when a book was reminded of one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.ids import uuid7
from last500.base.privacy import Privacy
from last500.base.scope import Public
from last500.ledger import rules
from last500.ledger.models.books import Book
from last500.places.models import Place

NOTICE_NAMES = [(notice, _(word)) for notice, word in rules.NOTICE_WORDS.items()]


class PostingTerm(models.Model):
    """From `since` on a statement of the place's compounds hangs at least so many days; the rows
    of a place are its history. `office`: by which office it was set."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    days = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    office = models.UUIDField(null=True)

    scope = Public("how long a statement hangs stands on the page of every book")
    privacy = Privacy()

    class Meta:
        constraints = [
            # Two who set it at once: the second is told that it has changed.
            models.UniqueConstraint(
                fields=["place", "number"], name="one_posting_term_after_another"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=rules.LEAST_POSTED, days__lte=rules.MOST_POSTED),
                name="posting_term_is_long_enough",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class StatementNotice(models.Model):
    """That a book was reminded of a statement, or is late with it: seen by everybody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="notices")
    last_on = models.DateField()  # of the half-year
    notice = models.CharField(max_length=8, choices=NOTICE_NAMES)
    at = models.DateTimeField()

    scope = Public("whether a statement came in time hangs at the gate, and names nobody")
    privacy = Privacy()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "last_on", "notice"], name="one_notice_of_a_statement"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""A number of one's own for as long as the account lives, whatever compound one lives in."""

from django.db import models

from last500.base.fields import SealedTextField
from last500.base.ids import shown_number, uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models import Person


class HelperNumber(models.Model):
    """Random and derived from nothing; it takes the place of an identity card's number.

    Another system's number is the member's own entry, sealed, with that system's name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="helper_number")
    number = models.CharField(max_length=11, unique=True)
    other_number = SealedTextField()
    other_system = SealedTextField()
    made_at = models.DateTimeField()

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL,
                N_("不用身份证号也认得出是同一位"),
                Keep.REPORT_IN,
                word=N_("谁的编号"),
            ),
            "other_number": Personal(
                Kind.PERSONAL,
                N_("和别的系统里的记录对得上"),
                Keep.REPORT_IN,
                word=N_("别的系统里的编号"),
            ),
            "other_system": Personal(
                Kind.PERSONAL, N_("和别的系统里的记录对得上"), Keep.REPORT_IN, word=N_("哪个系统")
            ),
        },
        what=N_("志愿者编号"),
        seen_by=N_("你自己；回执、证明在谁手里，谁看得到编号"),
        whose="person",
        plain={"number": "made by chance"},
    )

    def __str__(self) -> str:
        return shown_number(self.number)

"""What a helper offers and wishes, as they filled it in; written into a report-in and read back."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import Refused
from last500.people.actions import phone_index, read_phone
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.places.rules import official_path
from last500.reportin import rules, week
from last500.reportin.models import Avoidance, ReportIn

# The columns that a person's wishes live in: all of them move with them, all are theirs to erase.
COLUMNS = (
    "skills",
    "other_skills",
    "unwanted",
    "free",
    "differing",
    "reach",
    "nearby",
    "most_open",
    "most_month",
    "quiet_from",
    "quiet_until",
    "urgent_any_hour",
    "wish_to_hear",
    "by_distance",
    "gender",
    "age",
)
MOST_OPEN, MOST_MONTH = 10, 60


@dataclass(frozen=True)
class Wishes:
    """`nearby` holds keys of compounds; quiet hours are minutes; `most_month=None` is no cap.

    `avoid_phones` are numbers to be added; they are never read back.
    """

    skills: tuple[str, ...] = ()
    other_skills: str = ""
    unwanted: tuple[str, ...] = ()
    windows: tuple[week.Window, ...] = ()
    other_days: tuple[week.OtherDays, ...] = ()
    reach: str = rules.Reach.COMPOUND
    nearby: tuple[int, ...] = ()
    most_open: int = 2
    most_month: int | None = None
    quiet_from: int = week.QUIET_FROM
    quiet_until: int = week.QUIET_UNTIL
    urgent_any_hour: bool = False
    wish_to_hear: bool = False
    by_distance: bool = False
    gender: str = ""
    age: str = ""
    avoid_phones: tuple[str, ...] = field(default=(), repr=False)


def wishes_of(report_in: ReportIn) -> Wishes:
    """The wishes as they stand, to be changed in part with `dataclasses.replace`."""
    return Wishes(
        skills=tuple(report_in.skills),
        other_skills=report_in.other_skills,
        unwanted=tuple(report_in.unwanted),
        windows=tuple(report_in.windows),
        other_days=tuple(report_in.other_days),
        reach=report_in.reach,
        nearby=tuple(report_in.nearby),
        most_open=report_in.most_open,
        most_month=report_in.most_month,
        quiet_from=report_in.quiet_from,
        quiet_until=report_in.quiet_until,
        urgent_any_hour=report_in.urgent_any_hour,
        wish_to_hear=report_in.wish_to_hear,
        by_distance=report_in.by_distance,
        gender=report_in.gender,
        age=report_in.age,
    )


def fill(report_in: ReportIn, wishes: Wishes) -> None:
    """Set the columns, each within its bounds; the caller saves. Raises Refused."""
    report_in.skills, report_in.unwanted = list(wishes.skills), list(wishes.unwanted)
    report_in.other_skills = clean_line(wishes.other_skills)[:120]
    report_in.windows = wishes.windows
    report_in.other_days = _days(wishes)
    report_in.reach = wishes.reach
    report_in.nearby = nearby_of(report_in.place, wishes.nearby) if wishes.nearby else []
    report_in.most_open = max(1, min(MOST_OPEN, wishes.most_open))
    report_in.most_month = wishes.most_month and max(1, min(MOST_MONTH, wishes.most_month))
    report_in.quiet_from = wishes.quiet_from % week.DAY_END
    report_in.quiet_until = wishes.quiet_until % week.DAY_END
    report_in.urgent_any_hour = wishes.urgent_any_hour
    report_in.wish_to_hear = wishes.wish_to_hear
    report_in.by_distance = wishes.by_distance
    report_in.gender, report_in.age = wishes.gender, wishes.age


def _days(wishes: Wishes) -> list[week.OtherDays]:
    today = clock.today()
    days = week.still_to_come(wishes.other_days, today)
    if len(days) > week.DAYS_MOST:
        raise Refused(_("写得够多了，先删掉几条再加。"), "first")
    if any(one.last > today + week.DAYS_AHEAD for one in days):
        raise Refused(_("只写一年以内的日子就行。"), "last")
    return days


def nearby_of(place: Place, keys: Iterable[int]) -> list[int]:
    """Those of these keys that are other compounds of the same street. Raises Refused."""
    asked = {key for key in keys if key != place.pk}
    found = set(compounds_near(place, asked))
    if len(found) > rules.NEARBY_MOST:
        raise Refused(_("最多选 %(most)d 个小区。") % {"most": rules.NEARBY_MOST}, "nearby")
    return sorted(found)


def compounds_near(place: Place, keys: Iterable[int]) -> list[int]:
    street = official_path(place.path, "street")
    rows = Place.objects.current().filter(pk__in=list(keys), level="compound")
    return list(rows.under(street).values_list("pk", flat=True)) if street else []


def avoid(report_in: ReportIn, phones: Iterable[str]) -> None:
    """Numbers are added, never shown again; the page offers to forget them all."""
    indexes = {phone_index(read_phone(phone, "avoid")) for phone in phones}
    by = report_in.person.phone_index if indexes else ""
    Avoidance.objects.bulk_create(
        [
            Avoidance(report_in=report_in, by_index=by, phone_index=index)
            for index in sorted(indexes)
        ],
        ignore_conflicts=True,
    )


def carry_over(old: ReportIn, new: ReportIn) -> None:
    """All that was wished, and whom they would rather not meet, from one row to the other."""
    for name in COLUMNS:
        setattr(new, name, getattr(old, name))
    new.nearby = [key for key in compounds_near(new.place, new.nearby) if key != new.place_id]
    new.save()
    Avoidance.objects.filter(report_in=new).delete()
    Avoidance.objects.bulk_create(
        Avoidance(report_in=new, by_index=by, phone_index=index)
        for by, index in old.avoidances.values_list("by_index", "phone_index")
    )

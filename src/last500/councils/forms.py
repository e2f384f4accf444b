"""What a desk and members fill in. Nothing is decided here but that a field can be read."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.councils import rules
from last500.councils.actions import Filled, Item, Plan
from last500.councils.models import (
    CALLED_MOST,
    LED_NAMES,
    OUTCOME_NAMES,
    REASON_MOST,
    SAID_MOST,
    SPOT_MOST,
    TITLE_MOST,
    WHAT_MOST,
    WHO_MOST,
    WORDS_MOST,
    Body,
    Meeting,
    Point,
)
from last500.councils.rules import Came, Hands, LedBy, Outcome
from last500.lists.forms import ClockField, DayField, Line
from last500.topics.models import Topic

CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}
FREE, TASKS = 4, 2  # lines on the page
WHICH = [code for code in OUTCOME_NAMES if code[0] in rules.CHOICES]


def _number(label: Any, **more: Any) -> forms.IntegerField:
    said = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("请写人数。"))
    return forms.IntegerField(
        label=label, min_value=0, max_value=rules.COUNT_MOST, error_messages=said, **more
    )


def moment(day: date, hour: Any) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.ZONE)


class MeetingForm(forms.Form):
    body = forms.ChoiceField(label=_("哪一种会"), widget=forms.RadioSelect, error_messages=CHOOSE)
    title = Line(TITLE_MOST, label=_("商量什么"), help_text=_("一句话，比如“院子里的车怎么停”。"))
    day = DayField(label=_("哪天"))
    hour = ClockField(label=_("几点"))
    spot = Line(SPOT_MOST, label=_("在哪里"), help_text=_("比如“三号楼前的黄葛树下”。"))
    led_by = forms.ChoiceField(
        label=_("谁主持"), choices=LED_NAMES, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    entitled = _number(
        _("居民会议应到多少"), required=False,
        help_text=_("开居民会议才填：应到的户代表或者成年居民数。过半数到场才能定事。"),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("哪些议题上会"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, bodies: Sequence[Body], topics: Sequence[Topic], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(one.pk): one for one in bodies}
        self.topic_of = {str(one.pk): one for one in topics}
        self.fields["body"].choices = [  # type: ignore[attr-defined]
            (key, _(one.word)) for key, one in self.bodies.items()
        ]
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (key, one.title) for key, one in self.topic_of.items()
        ]
        for number in range(1, FREE + 1):
            label = _("要商量的事 %(n)d") % {"n": number}
            self.fields[f"free_{number}"] = Line(TITLE_MOST, label=label, required=False)

    @property
    def free(self) -> list[forms.BoundField]:
        return [self[f"free_{number}"] for number in range(1, FREE + 1)]

    def plan(self, template: str) -> Plan:
        said = self.cleaned_data
        frees = [said[f"free_{number}"] for number in range(1, FREE + 1)]
        return Plan(
            body=self.bodies[said["body"]],
            title=said["title"],
            starts_at=moment(said["day"], said["hour"]),
            spot=said["spot"],
            items=[
                *(Item(topic=self.topic_of[key]) for key in said["topics"]),
                *(Item(title=words) for words in frees if words),
            ],
            template=template,
            led_by=said["led_by"],
            entitled=said["entitled"],
        )

    @staticmethod
    def of(meeting: Meeting, points: Sequence[Point]) -> dict[str, Any]:
        at = clock.local(meeting.starts_at)
        frees = [one.title for one in points if one.topic_id is None]
        return {
            "body": str(meeting.body_id), "title": meeting.title, "day": at.date(),
            "hour": at.time(), "spot": meeting.spot, "led_by": meeting.led_by,
            "entitled": meeting.entitled,
            "topics": [str(one.topic_id) for one in points if one.topic_id],
            **{f"free_{number}": words for number, words in enumerate(frees, 1)},
        }  # fmt: skip

    @staticmethod
    def first(template: str, bodies: Sequence[Body], topics: Sequence[Topic]) -> dict[str, Any]:
        """What is known already: of the outline, or of the topics that the meeting is for."""
        found: dict[str, Any] = {"led_by": LedBy.DESK, "hour": "19:00"}
        if len(bodies) == 1:
            found["body"] = str(bodies[0].pk)
        if topics:
            found["title"] = topics[0].title
            found["topics"] = [str(one.pk) for one in topics]
        elif template in rules.BY_CODE:
            chosen = rules.BY_CODE[template]
            found["title"] = _(chosen.title)
            found |= {f"free_{n}": _(words) for n, words in enumerate(chosen.points, 1)}
        return found


class ReasonForm(forms.Form):
    reason = Line(REASON_MOST, label=_("为什么"), help_text=_("大家会看到这句话。"))


class MoveForm(ReasonForm):
    day = DayField(label=_("改到哪天"))
    hour = ClockField(label=_("几点"))
    spot = Line(SPOT_MOST, label=_("在哪里"))
    field_order = ("day", "hour", "spot", "reason")


class SeatForm(forms.Form):
    called = Line(
        CALLED_MOST, label=_("大家怎么称呼你"), required=False,
        help_text=_("会公开写在成员里，比如“三单元李姐”。"),
    )  # fmt: skip


class InviteForm(forms.Form):
    who = forms.ChoiceField(label=_("请哪位邻居"), error_messages=CHOOSE)
    until = DayField(label=_("任期到哪天"))

    def __init__(self, people: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """How many came, then each point: what was said on both sides, what came of it."""

    residents = _number(_("住户"))
    owners = _number(_("业主（不住这里）"))
    members = _number(_("成员、单位来的"))
    guests = _number(_("旁听（不举手）"))

    def __init__(self, points: Sequence[Point], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = list(points)
        for point in self.points:
            for name, field in self._of(point).items():
                self.fields[f"{name}_{point.order}"] = field
            for number in range(1, TASKS + 1):
                for name, field in self._task().items():
                    self.fields[f"{name}_{point.order}_{number}"] = field

    @staticmethod
    def _of(point: Point) -> dict[str, forms.Field]:
        area = forms.Textarea
        return {
            "words": Line(WORDS_MOST, label=_("商量了什么，几句话"), widget=area, required=False),
            "said_for": Line(SAID_MOST, label=_("赞成的说"), widget=area, required=False),
            "said_against": Line(SAID_MOST, label=_("反对的说"), widget=area, required=False),
            "outcome": forms.ChoiceField(
                label=_("结果"), choices=[
                    one for one in WHICH if not (point.needs_vote and one[0] == "agreed")
                ],
                widget=forms.RadioSelect, error_messages=CHOOSE,
            ),
            "in_favour": _number(_("举手赞成"), required=False),
            "against": _number(_("举手反对"), required=False),
            "abstained": _number(_("弃权"), required=False),
            "decision": Line(WORDS_MOST, label=_("商定了什么"), widget=area, required=False),
            "review_on": DayField(label=_("哪天回看"), required=False),
        }  # fmt: skip

    @staticmethod
    def _task() -> dict[str, forms.Field]:
        return {
            "what": Line(WHAT_MOST, label=_("办什么"), required=False),
            "who": Line(
                WHO_MOST, label=_("谁来办"), required=False, help_text=_("一个职务或者班子。")
            ),
            "until": DayField(label=_("哪天办到"), required=False),
        }

    def _is_open(self, point: Point) -> bool:
        """Whether what was agreed has to be seen: it was chosen, or something in it is wrong."""
        n = point.order
        names = [f"decision_{n}", f"review_on_{n}", f"what_{n}_", f"who_{n}_", f"until_{n}_"]
        wrong = any(field.startswith(tuple(names)) for field in self.errors)
        return wrong or self[f"outcome_{n}"].value() == Outcome.AGREED

    def sections(self) -> list[dict[str, Any]]:
        return [
            {
                "point": one,
                "open": self._is_open(one),
                "f": {name: self[f"{name}_{one.order}"] for name in (
                    "words", "said_for", "said_against", "outcome", "in_favour", "against",
                    "abstained", "decision", "review_on",
                )},
                "tasks": [
                    [self[f"{name}_{one.order}_{n}"] for name in ("what", "who", "until")]
                    for n in range(1, TASKS + 1)
                ],
            }
            for one in self.points
        ]  # fmt: skip

    def came(self) -> Came:
        return Came(**{name: self.cleaned_data[name] for name in vars(Came())})

    def filled(self) -> list[Filled]:
        return [self._filled(one) for one in self.points]

    def _filled(self, point: Point) -> Filled:
        n, said = point.order, self.cleaned_data
        words = ("words", "said_for", "said_against", "outcome", "decision", "review_on")
        tasks = [
            (said[f"what_{n}_{number}"], said[f"who_{n}_{number}"], said[f"until_{n}_{number}"])
            for number in range(1, TASKS + 1)
        ]
        return Filled(
            point=point.pk,
            hands=self._hands(n),
            tasks=[one for one in tasks if one[0] and one[2]],
            **{name: said[f"{name}_{n}"] for name in words},
        )

    def _hands(self, n: int) -> Hands | None:
        """None where no hands were counted."""
        said = self.cleaned_data
        if said[f"in_favour_{n}"] is None and said[f"against_{n}"] is None:
            return None
        names = ("in_favour", "against", "abstained")
        return Hands(*(said[f"{name}_{n}"] or 0 for name in names))

    @staticmethod
    def of(meeting: Meeting, points: Sequence[Point]) -> dict[str, Any]:
        """As it was written down last."""
        found: dict[str, Any] = {
            name: getattr(meeting, name) or 0 for name in vars(Came()) if meeting.written_at
        }
        names = ("words", "said_for", "said_against", "outcome", "in_favour", "against",
                 "abstained", "decision", "review_on")  # fmt: skip
        for one in points:
            found |= {f"{name}_{one.order}": getattr(one, name) for name in names}
            if not one.review_on:
                day = clock.local(meeting.starts_at).date() + 180 * clock.DAY
                found[f"review_on_{one.order}"] = day
            for number, task in enumerate(one.tasks, 1):
                found |= {
                    f"{name}_{one.order}_{number}": task[name] for name in ("what", "who", "until")
                }
        return found


class CorrectionForm(forms.Form):
    """The place's own words stand in it, to be mended."""

    said = Line(WORDS_MOST, label=_("应该是"), widget=forms.Textarea)
    reason = Line(
        REASON_MOST, label=_("为什么"), help_text=_("比如“数的时候漏了后排两位”。大家会看到。")
    )

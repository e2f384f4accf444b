"""What a desk and neighbours fill in. Nothing is decided here."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.consultations import actions, rules
from last500.consultations.models import (
    FORM_NAMES,
    HOW_NAMES,
    REASON_MOST,
    SLIP_MOST,
    TITLE_MOST,
    VOICE_NAMES,
    WHO_NAMES,
    WORDS_MOST,
    Consultation,
)
from last500.consultations.rules import Form, Voice, Who
from last500.households.models import Household
from last500.service_requests.forms import Line, Lines
from last500.topics.models import Topic

DAY_WRONG = {"invalid": _("日期请写成 2026-03-05 这样。")}


class QuestionForm(forms.Form):
    title = Line(TITLE_MOST, label=_("问什么"), help_text=_("一句话，比如“快递柜放在哪里”。"))
    words = Lines(
        WORDS_MOST, label=_("说明"), required=False, help_text=_("为什么问，各种办法的好处和难处。")
    )
    options = Lines(
        900, label=_("可以选的答案"), help_text=_("一行一个，两个到十个。“不做”也写成一个答案。")
    )
    form = forms.ChoiceField(label=_("怎么选"), widget=forms.RadioSelect, choices=FORM_NAMES)
    voice = forms.ChoiceField(label=_("怎么算一份"), widget=forms.RadioSelect, choices=VOICE_NAMES)
    who = forms.ChoiceField(label=_("问谁"), widget=forms.RadioSelect, choices=WHO_NAMES)
    topic = forms.ChoiceField(label=_("属于哪个议题"), required=False)

    def __init__(self, topics: Iterable[Topic], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = {str(topic.pk): topic for topic in topics}
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", _("不属于哪个议题")),
            *((key, topic.title) for key, topic in self.topics.items()),
        ]

    def draft(self) -> actions.Draft:
        said = self.cleaned_data
        return actions.Draft(
            title=said["title"],
            words=said["words"],
            options=tuple(said["options"].splitlines()),
            form=Form(said["form"]),
            voice=Voice(said["voice"]),
            who=Who(said["who"]),
            topic=self.topics.get(said["topic"]),
        )

    @staticmethod
    def of(one: Consultation) -> dict[str, Any]:
        """What stands in a draft already."""
        return {
            "title": one.title,
            "words": one.words,
            "options": "\n".join(one.options),
            "form": one.form,
            "voice": one.voice,
            "who": one.who,
            "topic": str(one.topic_id or ""),
        }


class AnnounceForm(forms.Form):
    opens_on = forms.DateField(
        label=_("哪天开始"),
        help_text=_("今天就是马上开始；别的日子从早上 8 点开始。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_WRONG,
    )
    days = forms.IntegerField(
        label=_("开放几天"),
        min_value=rules.OPEN_LEAST.days,
        max_value=rules.OPEN_MOST.days,
        initial=10,
    )

    @property
    def opens_at(self) -> datetime:
        day = self.cleaned_data["opens_on"]
        if day == clock.today():
            return clock.now()
        return datetime.combine(day, time(8), tzinfo=clock.ZONE)


class ReasonForm(forms.Form):
    reason = Line(REASON_MOST, label=_("为什么取消"))


class AnswerForm(forms.Form):
    """One answer to choose, or up to as many places in an order as there are answers."""

    def __init__(
        self, one: Consultation, homes: Sequence[Household], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.one, self.homes = one, {str(home.pk): home for home in homes}
        if one.voice == Voice.HOUSEHOLD and len(homes) > 1:
            self.fields["household"] = forms.ChoiceField(
                label=_("替哪一户答"),
                widget=forms.RadioSelect,
                choices=[(key, str(home)) for key, home in self.homes.items()],
            )
        choices = [(str(number), word) for number, word in enumerate(one.options)]
        if one.form == Form.PLAIN:
            self.fields["choice"] = forms.ChoiceField(
                label=_("你的答案"),
                widget=forms.RadioSelect,
                choices=choices,
                error_messages={"required": _("请选一个答案。")},
            )
            return
        for place in range(1, len(one.options) + 1):
            self.fields[f"place_{place}"] = forms.ChoiceField(
                label=_("第 %(n)s 位") % {"n": place},
                required=place == 1,
                choices=[("", _("不再排了") if place > 1 else _("请选一个")), *choices],
                error_messages={"required": _("请选一个答案。")},
            )

    @property
    def said(self) -> list[int]:
        if self.one.form == Form.PLAIN:
            return [int(self.cleaned_data["choice"])]
        names = [name for name in self.fields if name.startswith("place_")]
        return [int(self.cleaned_data[name]) for name in names if self.cleaned_data[name]]

    @property
    def home(self) -> Household | None:
        if self.one.voice != Voice.HOUSEHOLD:
            return None
        if len(self.homes) == 1:
            return next(iter(self.homes.values()))
        return self.homes.get(self.cleaned_data.get("household", ""))

    @staticmethod
    def of(one: Consultation, choice: Sequence[int]) -> dict[str, Any]:
        """One's own answer, as it stands."""
        if one.form == Form.PLAIN:
            return {"choice": str(choice[0])} if choice else {}
        return {f"place_{place}": str(number) for place, number in enumerate(choice, 1)}


class SlipForm(AnswerForm):
    number = Line(SLIP_MOST, label=_("单子上印的号"))
    how = forms.ChoiceField(label=_("怎么来的"), widget=forms.RadioSelect, choices=HOW_NAMES)

    def __init__(self, one: Consultation, *args: Any, **kwargs: Any) -> None:
        super().__init__(one, [], *args, **kwargs)
        if one.voice == Voice.HOUSEHOLD:
            self.fields["door"] = forms.CharField(
                label=_("门牌"),
                max_length=60,
                help_text=_("楼栋、单元、门号，空格隔开，比如“一号楼 2单元 301”。"),
            )
        self.order_fields(["number", "how", "door"])

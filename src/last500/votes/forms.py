"""What is filled in for a vote. Texts are cleaned; nothing is decided here."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.base import clock
from last500.service_requests.forms import Line, Lines
from last500.votes import rules
from last500.votes.counting import CHOICE_WORDS, ITEMS, Choice
from last500.votes.draft import Draft, Said, Where
from last500.votes.models import Vote
from last500.votes.rules import Caller, Follow, Held, Role

_PAPER = re.compile(r"([0-9]{1,5})(?:-([1-9]))?")


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        wrong = _("日期请写成 2026-03-05 这样。")
        super().__init__(error_messages={"invalid": wrong}, **kwargs)


class Hour(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(error_messages={"invalid": _("时间请写成 09:00 这样。")}, **kwargs)


def moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.ZONE)


class VoteForm(forms.Form):
    title = Line(rules.TITLE_MOST, label=_("这次表决叫什么"))
    about = Lines(
        rules.ABOUT_MOST, label=_("说明"), required=False,
        help_text=_("为什么要表决，钱从哪里来，谁来办，材料在哪里看。"),
    )  # fmt: skip
    caller = forms.ChoiceField(
        label=_("谁召集"), widget=forms.RadioSelect,
        choices=[(code, _(word)) for code, word in rules.CALLER_WORDS.items()],
    )  # fmt: skip
    held = forms.ChoiceField(
        label=_("在哪里投"), widget=forms.RadioSelect, initial=Held.PAPER,
        choices=[(code, _(word)) for code, word in rules.HELD_WORDS.items()],
    )  # fmt: skip
    told_on = Day(
        label=_("哪一天告诉了居民委员会"), required=False,
        help_text=_("物业管理条例第十四条。还没告诉可以先空着，公告以前补上。"),
    )  # fmt: skip
    opens_on = Day(label=_("哪天开始投"))
    opens_time = Hour(label=_("几点开始"), initial=time(9))
    closes_on = Day(label=_("哪天截止"))
    closes_time = Hour(label=_("几点截止"), initial=time(18))
    notice_days = forms.IntegerField(
        label=_("公告多少天"), initial=rules.NOTICE_LEAST, help_text=_("至少 15 天。")
    )
    posting_days = forms.IntegerField(
        label=_("结果公示多少天"), initial=rules.POSTING_LEAST, help_text=_("至少 3 天。")
    )
    proxies_most = forms.IntegerField(
        label=_("一个人最多替几位业主投"), initial=1, help_text=_("要有书面委托。0 是不能替。")
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        items = [("", gettext("选一类"))]
        items += [(str(n), f"{n} · {gettext(item.words)}") for n, item in ITEMS.items()]
        for n in range(1, rules.QUESTIONS_MOST + 1):
            self.fields[f"q{n}_text"] = Lines(
                rules.TEXT_MOST, label=gettext("第 %(n)d 个事项") % {"n": n}, required=n == 1,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            self.fields[f"q{n}_item"] = forms.ChoiceField(
                label=gettext("是第二百七十八条的哪一类"), choices=items, required=n == 1
            )

    def draft(self) -> Draft:
        given = self.cleaned_data
        pairs = [
            (given[f"q{n}_text"], int(given[f"q{n}_item"] or 0))
            for n in range(1, rules.QUESTIONS_MOST + 1)
            if given[f"q{n}_text"]
        ]
        return Draft(
            title=given["title"], about=given["about"], caller=Caller(given["caller"]),
            held=Held(given["held"]), told_on=given["told_on"], questions=tuple(pairs),
            notice_days=given["notice_days"], posting_days=given["posting_days"],
            proxies_most=given["proxies_most"],
            opens_at=moment(given["opens_on"], given["opens_time"]),
            closes_at=moment(given["closes_on"], given["closes_time"]),
        )  # fmt: skip

    def questions(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [
            (self[f"q{n}_text"], self[f"q{n}_item"]) for n in range(1, rules.QUESTIONS_MOST + 1)
        ]


def initial_of(vote: Vote) -> dict[str, Any]:
    opens, closes = clock.local(vote.opens_at), clock.local(vote.closes_at)
    first: dict[str, Any] = {
        name: getattr(vote, name)
        for name in ("title", "about", "caller", "held", "told_on", "notice_days",
                     "posting_days", "proxies_most")
    }  # fmt: skip
    first |= {"opens_on": opens.date(), "opens_time": opens.time()}
    first |= {"closes_on": closes.date(), "closes_time": closes.time()}
    for question in vote.questions.all():
        first[f"q{question.order}_text"] = question.text
        first[f"q{question.order}_item"] = str(question.item)
    return first


class ReasonForm(forms.Form):
    reason = Lines(rules.REASON_MOST, label=_("为什么"), help_text=_("大家都看得到。"))


class RollForm(forms.Form):
    file = forms.FileField(
        label=_("名册文件"),
        help_text=_(
            "xlsx 或 CSV。第一行是：楼栋、单元、门牌、面积、业主组；有的不投，加一列“不投的原因”。"
        ),
        error_messages={"required": _("请选一个文件。"), "empty": _("这个文件是空的，请换一张。")},
    )


class LineForm(forms.Form):
    """One line of a roll that is not frozen."""

    area = Line(12, label=_("专有面积（平方米）"))
    group = Line(
        rules.GROUP_MOST, label=_("业主组"), help_text=_("一样的算一个人。只用字母、数字和短横。")
    )
    reason = Line(
        60, label=_("为什么不投"), required=False, help_text=_("比如：还没有交房。空着就是照常投。")
    )

    def clean_area(self) -> int:
        try:
            return rules.clean_area(self.cleaned_data["area"])
        except ValueError:
            raise forms.ValidationError(gettext("请写平方米，比如 127.38，不能是 0。")) from None

    def clean_group(self) -> str:
        try:
            return rules.clean_group(self.cleaned_data["group"])
        except ValueError:
            wrong = gettext("业主组只用字母、数字和短横（比如 A12），不写名字。")
            raise forms.ValidationError(wrong) from None


class SoldForm(forms.Form):
    sold_on = Day(label=_("哪天换了业主"))
    sold_time = Hour(label=_("几点"), initial=time(12))

    def at(self) -> datetime:
        return moment(self.cleaned_data["sold_on"], self.cleaned_data["sold_time"])


class SeatForm(forms.Form):
    role = forms.ChoiceField(
        label=_("请来做什么"), widget=forms.RadioSelect,
        choices=[(code, _(word)) for code, word in rules.ROLE_WORDS.items()],
    )  # fmt: skip
    who = forms.ChoiceField(label=_("请谁"))

    def __init__(self, people: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["who"].choices = people  # type: ignore[attr-defined]

    def chosen(self) -> Role:
        return Role(self.cleaned_data["role"])


class SignForm(forms.Form):
    signs = forms.ChoiceField(
        label=_("你看过结果和票以后"), widget=forms.RadioSelect,
        choices=[("yes", _("没有问题，我签")), ("no", _("我不签，原因写在下面"))],
    )  # fmt: skip
    remark = Lines(
        rules.REASON_MOST, label=_("想说的话"), required=False,
        help_text=_("不签要写为什么。会和结果一起公示，不写你的名字。"),
    )  # fmt: skip


class ObjectionForm(forms.Form):
    words = Lines(
        rules.WORDS_MOST, label=_("哪里不对"),
        help_text=_("写清是哪一套、哪个数、为什么。只有答复的值守看得到，不公开你的名字和原话。"),
    )  # fmt: skip


class PaperObjectionForm(ObjectionForm):
    seen = forms.BooleanField(
        label=_("看过，是这个小区的业主提的"),
        error_messages={"required": _("先核对提的人是不是业主，再录。")},
    )


class FindingForm(forms.Form):
    """The answer of the desk: gist and answer hang at the gate."""

    gist = Line(
        rules.GIST_MOST, label=_("问的是什么，一句话"),
        help_text=_("大家看得到，不写是谁、哪一套。"),
    )  # fmt: skip
    answer = Lines(
        rules.ANSWER_MOST, label=_("答复"), help_text=_("大家看得到。写清查了什么、依据是什么。")
    )
    finding = forms.ChoiceField(label=_("成立不成立"), widget=forms.RadioSelect)
    reason = Line(
        rules.REASON_MOST, label=_("作废的话，为什么"), required=False,
        help_text=_("只在选“这次结果作废”时写，大家看得到。"),
    )  # fmt: skip

    def __init__(self, offered: Iterable[Follow], data: Any = None) -> None:
        super().__init__(data)
        choices = [("no", gettext("不成立"))]
        choices += [
            (one.value, gettext("成立：%(what)s") % {"what": gettext(rules.FOLLOW_WORDS[one])})
            for one in offered
        ]
        self.fields["finding"].choices = choices  # type: ignore[attr-defined]
        if "void" not in dict(choices):
            del self.fields["reason"]

    def follow(self) -> Follow | None:
        said = self.cleaned_data["finding"]
        return None if said == "no" else Follow(said)


class RecountForm(forms.Form):
    same = forms.ChoiceField(
        label=_("你把票重新数了一遍"), widget=forms.RadioSelect,
        choices=[("yes", _("和公示的一样")), ("no", _("不一样，写在下面"))],
    )  # fmt: skip
    remark = Lines(
        rules.REASON_MOST, label=_("想说的话"), required=False,
        help_text=_("不一样要写哪里不一样。会和结果一起公示，不写你的名字，也不写哪一套怎么投。"),
    )  # fmt: skip


class DecideForm(forms.Form):
    voids = forms.ChoiceField(
        label=_("结果怎么办"), widget=forms.RadioSelect,
        choices=[("no", _("不影响通过不通过，结果不变")), ("yes", _("这次结果作废"))],
    )  # fmt: skip
    reason = Line(rules.REASON_MOST, label=_("为什么"), help_text=_("大家都看得到。"))


class BallotForm(forms.Form):
    """One paper as it lies on the table. Big keys; what is alike for a whole pile stays filled."""

    paper = forms.CharField(
        label=_("选票编号"), max_length=8,
        help_text=_("票角上的号，比如 17。同一套的第二张写 17-2。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    cast_on = Day(label=_("哪天投进票箱"))
    cast_time = Hour(label=_("几点"), help_text=_("票箱记录上的时间；不清楚就写开箱的时间。"))
    proxy = forms.CharField(
        label=_("委托书编号"), max_length=rules.GROUP_MOST, required=False,
        help_text=_("有书面委托才填：字母、数字和短横，不写名字。同一个人写同一个号。"),
    )  # fmt: skip
    void = forms.ChoiceField(
        label=_("整张票有问题吗"), required=False, widget=forms.RadioSelect,
        choices=[("", _("没有问题"))] + [(c, _(w)) for c, w in rules.VOID_WORDS.items()],
    )  # fmt: skip
    box = forms.CharField(
        label=_("盒号、袋号"), max_length=rules.BOX_MOST, required=False,
        help_text=_("这张票放在哪个盒、哪个袋，以后找得到。下一张照着填。"),
    )  # fmt: skip
    scan = forms.CharField(
        label=_("扫描件的 SHA-256"), max_length=100, required=False,
        help_text=_("扫描了才填：这张票的，或者这一盒合成一个文件的。只记这个数，文件不上传。"),
    )  # fmt: skip

    def __init__(self, number: int, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.number = number
        words = [(code, gettext(word)) for code, word in CHOICE_WORDS.items()]
        void = bool(data and data.get("void"))
        for n in range(1, number + 1):
            self.fields[f"q{n}"] = forms.ChoiceField(
                label=gettext("第 %(n)d 个事项") % {"n": n}, choices=words,
                widget=forms.RadioSelect, required=not void,
                error_messages={"required": gettext("请选票上勾的；没勾就选最后一样。")},
            )  # fmt: skip

    def clean_paper(self) -> tuple[int, int]:
        found = _PAPER.fullmatch(self.cleaned_data["paper"].strip())
        if found is None:
            raise forms.ValidationError(gettext("编号是数字，比如 17；第二张写 17-2。"))
        return int(found[1]), int(found[2] or 1)

    def clean_proxy(self) -> str:
        text = self.cleaned_data["proxy"].strip()
        if not text:
            return ""
        try:
            return rules.clean_group(text)
        except ValueError:
            raise forms.ValidationError(
                gettext("委托书的编号只用字母、数字和短横，不写名字。")
            ) from None

    def clean_box(self) -> str:
        try:
            return rules.clean_box(self.cleaned_data["box"])
        except ValueError:
            wrong = gettext("盒号写“1号盒”“A-2”这样，要有数字或者字母，最多 12 个字，不写名字。")
            raise forms.ValidationError(wrong) from None

    def clean_scan(self) -> str:
        try:
            return rules.clean_scan(self.cleaned_data["scan"])
        except ValueError:
            wrong = gettext("SHA-256 是 64 位的数字和 a 到 f，请整段粘贴。")
            raise forms.ValidationError(wrong) from None

    def where(self) -> Where:
        return Where(self.cleaned_data["box"], self.cleaned_data["scan"])

    def said(self) -> Said:
        given = self.cleaned_data
        choices = tuple(
            Choice(given.get(f"q{n}") or Choice.UNCLEAR) for n in range(1, self.number + 1)
        )
        at = moment(given["cast_on"], given["cast_time"])
        return Said(at, choices, given["proxy"], given["void"])

    def questions(self) -> list[forms.BoundField]:
        return [self[f"q{n}"] for n in range(1, self.number + 1)]

"""What residents fill in. Texts are cleaned of control characters; nothing is decided here."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from last500.people.forms import GuardianFields
from last500.people.rules import clean_line, clean_text
from last500.places.models import Place
from last500.reportin.forms import read_numbers
from last500.service_requests.actions.placing import TEXT_MOST
from last500.service_requests.categories import BY_CODE, CATEGORIES, Category
from last500.service_requests.models import DayPart, Spot

QUESTION = "q_"


class Line(forms.CharField):
    """One line; a length past `most` is told with both numbers, and what was typed stays."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def tidy(self, text: str) -> str:
        return clean_line(text)

    def to_python(self, value: Any) -> str:
        return self.tidy(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise forms.ValidationError(
                gettext("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
                % {"most": self.most, "now": len(value)}
            )


class Lines(Line):
    widget = forms.Textarea

    def tidy(self, text: str) -> str:
        return clean_text(text)


HOW_AGREED = [
    ("beside", _("本人就在旁边，听过说明，同意了")),
    ("phone", _("电话里跟本人说过，同意了")),
    ("guardian", _("我是监护人")),
]
# What is written down as the way of consent (people.models.Consent.given_how).
CONSENT_WORDS = {"beside": "told_proxy", "phone": "said_on_phone", "guardian": "guardian"}


class WhatForm(forms.Form):
    """Step one: what it is. A kind, or a few words; one of the two is enough."""

    category = forms.ChoiceField(
        label=_("种类"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(c.code, c.name) for c in CATEGORIES],
        error_messages={"invalid_choice": _("请重新选一类。")},
    )
    text = Lines(
        TEXT_MOST,
        label=_("写两句"),
        required=False,
        help_text=_("什么地方，怎么了，什么时候方便。"),
    )
    for_other = forms.BooleanField(
        label=_("我替别人说"), required=False, help_text=_("家人、邻居，只要本人同意。")
    )

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or {}
        if not self.errors and not filled.get("text") and not filled.get("category"):
            self.add_error("text", gettext("请选一类，或者写两句是什么事。"))
        return filled


class WhereForm(GuardianFields):
    """Step two: where, when, whom to call. Only the telephone and the consent must be there."""

    spot = forms.ChoiceField(
        label=_("在哪里？"), widget=forms.RadioSelect, choices=Spot.choices, initial=Spot.HOME
    )
    building = forms.IntegerField(label=_("楼栋"), required=False, widget=forms.Select)
    door = Line(60, label=_("门牌"), required=False)
    wished_on = forms.DateField(
        label=_("哪一天方便"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请写成 2026-03-05 这样。")},
    )
    wished_part = forms.ChoiceField(
        label=_("什么时候"),
        required=False,
        widget=forms.RadioSelect,
        choices=DayPart.choices,
        initial=DayPart.ANY,
    )
    for_whom = Line(40, label=_("替谁说？怎么称呼"), required=False)
    relation = Line(
        30, label=_("你是 TA 的什么人"), required=False, help_text=_("比如女儿、邻居、楼栋长。")
    )
    how_agreed = forms.ChoiceField(
        label=_("本人同意了吗？"),
        required=False,
        widget=forms.RadioSelect,
        choices=HOW_AGREED,
        help_text=_("替不满 14 岁的孩子说，要由监护人来填。"),
    )
    phone = forms.CharField(
        label=_("打哪个电话找你"),
        required=False,
        max_length=40,
        help_text=_("值守核实、邻居约时间才用，平时遮住。"),
    )
    name = Line(40, label=_("怎么称呼你"), required=False)
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=120,
        help_text=_("留了就把查进度的链接也发一份到邮箱。"),
        error_messages={"invalid": _("邮箱地址好像不对，请再看看。")},
    )
    helper_gender = forms.ChoiceField(
        label=_("希望谁上门"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("都可以")), ("f", _("女邻居")), ("m", _("男邻居"))],
        help_text=_("到家里来的事才用得上，加密存放。"),
    )
    in_pairs = forms.BooleanField(label=_("希望两个人一起来"), required=False)
    avoid = forms.CharField(
        label=_("不想碰面的人"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "写对方的电话，一行一个。只存成认不出来的记号，谁也看不到，包括小区。你们互相都不会被请到。"
        ),
    )
    consent = forms.BooleanField(
        label=_("看过说明，同意这样保管和使用"),
        required=False,
        widget=forms.CheckboxInput(attrs={"data-fresh": True}),
        error_messages={"required": _("请先看一下说明并同意，我们才能替你保管电话。")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        category: Category | None = None,
        for_other: bool = False,
        buildings: Any = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        # Said beside the picker: the picture is no field of this form.
        self.photo_error = ""
        self.category, self.for_other = category, for_other
        # Read only when the page is drawn: the sending form needs one building, not all.
        self.fields["building"].widget.choices = buildings
        self.fields["consent"].required = True
        if for_other:
            self.fields["for_whom"].required = True
            self.fields["how_agreed"].required = True
            self.fields["for_whom"].error_messages["required"] = gettext("请写上怎么称呼 TA。")
            self.fields["how_agreed"].error_messages["required"] = gettext("请选本人是怎么同意的。")
        for question in category.questions if category else ():
            self.fields[QUESTION + question.code] = forms.ChoiceField(
                label=gettext(question.label),
                required=False,
                widget=forms.RadioSelect,
                choices=[(c.code, _(c.label)) for c in question.choices],
            )

    def more_is_filled(self) -> bool:
        """Whether something behind 再说细一点 was typed or is to be mended: then it stands open."""
        names = ("email", "helper_gender", "in_pairs", "avoid")
        inner = [*self.questions(), *(self[name] for name in names)]
        return bool(self.photo_error) or any(f.value() or f.errors for f in inner)

    def clean_avoid(self) -> tuple[str, ...]:
        return read_numbers(self.cleaned_data["avoid"])

    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(QUESTION)]

    def answers(self) -> dict[str, str]:
        given = self.cleaned_data
        start = len(QUESTION)
        return {n[start:]: v for n, v in given.items() if n.startswith(QUESTION) and v}


def category_of(code: str) -> Category | None:
    return BY_CODE.get(code)


def building_choices(compound: Place, places: list[Place]) -> list[tuple[Any, str]]:
    """Buildings and entrances as people say them: 三号楼 2单元."""
    names = {place.path: place.name for place in places}
    said: list[tuple[Any, str]] = [("", gettext("不确定，或者不在楼里"))]
    for place in places:
        steps = range(len(compound.path) + 6, len(place.path) + 1, 6)
        words = [names[place.path[:end]] for end in steps if place.path[:end] in names]
        said.append((place.pk, " ".join(words)))
    return said


class FindForm(forms.Form):
    number = forms.CharField(label=_("受理号"), max_length=40, help_text=_("比如 K7M4-QX2P-9TD"))
    digits = forms.CharField(
        label=_("电话后四位"),
        max_length=12,
        help_text=_("没留电话的，写单子上的四位码。"),
    )


class WordForm(forms.Form):
    note = Lines(1000, label=_("补充一句"), required=False)


class WithdrawForm(forms.Form):
    note = Lines(300, label=_("为什么不用了"), required=False)


class ObjectForm(forms.Form):
    note = Lines(1000, label=_("为什么觉得不该这样"), required=False)


class NotSolvedForm(forms.Form):
    note = Lines(1000, label=_("哪里还没好"), required=False)


RATINGS = [("3", _("很好")), ("2", _("还行")), ("1", _("不太好"))]


class SolvedForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("这次办得怎么样？"),
        required=False,
        widget=forms.RadioSelect,
        choices=RATINGS,
        coerce=int,
        empty_value=None,
    )
    note = Lines(1000, label=_("想说的话"), required=False)
    may_publish = forms.BooleanField(
        label=_("可以写进“最近办成的事”"),
        required=False,
        help_text=_("只写办了什么事和日期，不写你，也不写是谁办的。"),
    )
    minutes_wrong = forms.BooleanField(
        label=_("用的时间不对"),
        required=False,
        help_text=_("勾上，就不算你确认过这段时间，由小区再核一下。"),
    )


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("照片"),
        error_messages={
            "required": _("请选一张照片。"),
            "empty": _("这个文件是空的，请换一张。"),
        },
    )

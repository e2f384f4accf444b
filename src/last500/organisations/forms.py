"""What is filled in about compounds, offices and days. The rules stand in the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.organisations.models import OFFICE_NAMES
from last500.organisations.rules import OfficeKind
from last500.places.models import KINDS, Place


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CompoundForm(forms.Form):
    name = forms.CharField(label=_("小区叫什么"), max_length=60)
    kind = forms.ChoiceField(label=_("哪一种小区"), choices=[("", _("请选")), *KINDS])
    households = forms.IntegerField(label=_("大约多少户"), min_value=0, required=False)
    buildings = forms.CharField(
        label=_("楼栋"),
        required=False,
        max_length=400,
        help_text=_("可以一次写完：1-12号楼，15号楼，门卫室。"),
    )
    address = forms.CharField(label=_("地址"), required=False, max_length=120)
    phone = forms.CharField(
        label=_("值守电话"), required=False, max_length=20, help_text=_("印在海报上，居民会打。")
    )
    hours = forms.CharField(
        label=_("值守时间"),
        required=False,
        max_length=60,
        help_text=_("例如：每天 18:30 到 20:30。"),
    )
    organisation = forms.CharField(
        label=_("小区组织的名字"),
        required=False,
        max_length=80,
        help_text=_("还没有组织就空着，社区会代办。"),
    )


class OpenForm(CompoundForm):
    slug = forms.CharField(
        label=_("网址里的词"),
        required=False,
        max_length=40,
        help_text=_("拼音最好记，例如 furongyuan。空着就按社区代码编一个。印了海报以后不能改。"),
    )


def details_of(compound: Place, organisation: str) -> dict:
    """What the form shows of a compound that is there."""
    columns = ("name", "kind", "households", "address", "phone", "hours")
    return {column: getattr(compound, column) for column in columns} | {
        "organisation": organisation
    }


class OfficeForm(forms.Form):
    kind = forms.ChoiceField(label=_("什么职务"), widget=forms.RadioSelect)
    phone = forms.CharField(label=_("本人手机号"), max_length=20)
    name = forms.CharField(label=_("姓名"), max_length=40)
    email = forms.EmailField(
        label=_("邮箱"), required=False, help_text=_("登录验证码发到这里，没有邮箱就收不到。")
    )
    from_on = forms.DateField(label=_("从哪天起"), widget=DayInput(), required=False)
    to_on = forms.DateField(
        label=_("到哪天止"),
        widget=DayInput(),
        required=False,
        help_text=_("不写就是长期；假期代班请写到哪天止。"),
    )

    def __init__(self, *args: object, kinds: list[OfficeKind], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        names = dict(OFFICE_NAMES)
        self.fields["kind"].choices = [(kind.value, names[kind]) for kind in kinds]  # type: ignore[attr-defined]


class DayForm(forms.Form):
    on = forms.DateField(label=_("哪一天"), widget=DayInput())
    is_worked = forms.ChoiceField(
        label=_("这天"),
        widget=forms.RadioSelect,
        choices=[("no", _("放假，不算期限")), ("yes", _("上班（调休）"))],
    )
    name = forms.CharField(label=_("是什么日子"), max_length=30)

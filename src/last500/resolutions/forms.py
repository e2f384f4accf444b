"""What is filled in about resolutions. Nothing is decided here but that a field can be read."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from last500.lists.forms import DayField, Line
from last500.organisations.models import Organisation
from last500.resolutions import rules
from last500.resolutions.draft import NewTask
from last500.resolutions.models import (
    BODY_MOST,
    BY_NAMES,
    REASON_MOST,
    TITLE_MOST,
    WHAT_MOST,
    WHO_MOST,
    WORDS_MOST,
    Resolution,
)
from last500.resolutions.rules import By, Counts, Who

CHOOSE = {"required": _("请选一个。"), "invalid_choice": _("请重新选一个。")}
ROWS = 4  # tasks on the page; more make another resolution


def _number(label: Any) -> forms.IntegerField:
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), _("请写举手的人数。"))
    return forms.IntegerField(
        label=label, min_value=0, max_value=rules.COUNT_MOST, required=False, error_messages=errors
    )


class AdoptForm(forms.Form):
    title = Line(TITLE_MOST, label=_("题目"))
    words = Line(WORDS_MOST, label=_("决定了什么"), widget=forms.Textarea,
                 help_text=_("公布以后一个字也不能改，只能更正。不写谁的名字。"))  # fmt: skip
    by = forms.ChoiceField(
        label=_("怎么定下来的"), choices=BY_NAMES, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    body = Line(BODY_MOST, label=_("哪次会、哪次征求意见"), required=False)
    in_favour = _number(_("赞成几人"))
    against = _number(_("不赞成几人"))
    abstained = _number(_("弃权几人"))
    decided_on = DayField(label=_("哪天定的"))
    review_on = DayField(label=_("哪天回看"), help_text=_("到那天大家再看一次还用不用。"))
    replaces = forms.ModelChoiceField(
        Resolution.objects.none(), label=_("代替以前的哪个决定"), required=False,
        empty_label=_("不代替"),
    )  # fmt: skip
    ends = forms.BooleanField(label=_("那个决定就此结束，没有要办的"), required=False)

    def __init__(
        self,
        *args: Any,
        organisations: list[Organisation],
        replaceable: list[Resolution],
        neighbours: list[tuple[str, str]] | None = None,
        needs_vote: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        by, replaces = self.fields["by"], self.fields["replaces"]
        assert isinstance(by, forms.ChoiceField)
        assert isinstance(replaces, forms.ModelChoiceField)
        if needs_vote:
            by.choices = [choice for choice in BY_NAMES if choice[0] == By.VOTE]
        replaces.queryset = Resolution.objects.filter(pk__in=[row.pk for row in replaceable])
        choices = [("", _("写在下面")), *((str(one.pk), one.name) for one in organisations)]
        nobody = [("", _("不请哪一位")), *(neighbours or [])]
        for number in range(1, ROWS + 1):
            self.fields[f"what_{number}"] = Line(WHAT_MOST, label=_("办什么"), required=False)
            self.fields[f"organisation_{number}"] = forms.ChoiceField(
                label=_("哪个单位或组织来办"), choices=choices, required=False,
                error_messages=CHOOSE,
            )  # fmt: skip
            self.fields[f"who_{number}"] = Line(
                WHO_MOST, label=_("或者写谁来办"), required=False,
                help_text=_("一个职务或者班子，比如“小区值守”“自管委”。"),
            )  # fmt: skip
            self.fields[f"person_{number}"] = forms.ChoiceField(
                label=_("或者请一位邻居"), choices=nobody, required=False, error_messages=CHOOSE,
                help_text=_("只是问一问：TA 自己说可以，才算 TA 来办，也才写 TA 愿意写的称呼。"),
            )  # fmt: skip
            self.fields[f"until_{number}"] = DayField(label=_("哪天办到"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number in range(1, ROWS + 1):
            who = [bool(said.get(f"{name}_{number}")) for name in ("organisation", "who", "person")]
            if sum(who) > 1:
                self.add_error(f"person_{number}", _("单位、职务、邻居里只选一样。"))
            missing = said.get(f"what_{number}") and not said.get(f"until_{number}")
            if missing and f"until_{number}" not in self.errors:
                self.add_error(f"until_{number}", _("请写哪天办到。"))
        return said

    @property
    def task_rows(self) -> list[list[forms.BoundField]]:
        names = ("what", "organisation", "who", "person", "until")
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, ROWS + 1)]

    def counts(self) -> Counts | None:
        """None where no hands were counted."""
        said = self.cleaned_data
        if said["in_favour"] is None and said["against"] is None:
            return None
        return Counts(said["in_favour"] or 0, said["against"] or 0, said["abstained"] or 0)

    def tasks(self) -> list[NewTask]:
        found = []
        for number in range(1, ROWS + 1):
            what = self.cleaned_data.get(f"what_{number}", "")
            until = self.cleaned_data.get(f"until_{number}")
            if what and isinstance(until, date):
                found.append(self._task(number, what, until))
        return found

    def _task(self, number: int, what: str, until: date) -> NewTask:
        person = self.cleaned_data.get(f"person_{number}", "")
        if person:
            return NewTask(what=what, until=until, kind=Who.PERSON, person=UUID(person))
        said = self.cleaned_data.get(f"organisation_{number}", "")
        chosen = self._organisation(said)
        kind = Who.ORGANISATION if chosen else Who.BODY
        who = self.cleaned_data.get(f"who_{number}", "")
        return NewTask(what=what, until=until, kind=kind, who=who, organisation=chosen)

    @staticmethod
    def _organisation(said: str) -> Any:
        return Organisation._meta.pk.to_python(said) if said else None


class CorrectionForm(forms.Form):
    title = Line(TITLE_MOST, label=_("题目"))
    words = Line(WORDS_MOST, label=_("决定了什么"), widget=forms.Textarea)
    why = Line(
        REASON_MOST, label=_("改了什么，为什么"), help_text=_("原来那一版还在，大家都看得到。")
    )


class NoteForm(forms.Form):
    words = Line(REASON_MOST, label=_("进展怎么样"), widget=forms.Textarea,
                 help_text=_("大家会看到这句话。"))  # fmt: skip


class DoneForm(forms.Form):
    words = Line(REASON_MOST, label=_("办成什么样了"), widget=forms.Textarea, required=False,
                 help_text=_("接下来会问邻居，办到没有由邻居说。"))  # fmt: skip


class ReasonForm(forms.Form):
    reason = Line(REASON_MOST, label=_("为什么"), widget=forms.Textarea,
                  help_text=_("大家会看到这句话。"))  # fmt: skip


class UntilForm(ReasonForm):
    until = DayField(label=_("改到哪天"))
    field_order = ("until", "reason")


class KeepForm(ReasonForm):
    review_on = DayField(label=_("下次哪天回看"))
    field_order = ("review_on", "reason")


class OfferForm(forms.Form):
    called = Line(
        WHO_MOST,
        label=_("大家怎么称呼你"),
        required=False,
        help_text=_("会公开写在决定里，比如“三号楼李姐”。"),
    )

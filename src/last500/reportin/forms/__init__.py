"""What a helper fills in: once when reporting in, and topic by topic whenever they like."""

from last500.reportin.forms.asking import ReportInForm
from last500.reportin.forms.beside import DayForm, MoveForm, NumberForm, ProofForm, UnitForm
from last500.reportin.forms.numbers import MOST_AVOIDED, read_numbers
from last500.reportin.forms.topics import (
    AboutForm,
    LoadForm,
    QuietForm,
    ReachForm,
    SkillsForm,
    TimesForm,
    TopicForm,
    UnwantedForm,
)

__all__ = [
    "MOST_AVOIDED",
    "AboutForm",
    "DayForm",
    "LoadForm",
    "MoveForm",
    "NumberForm",
    "ProofForm",
    "QuietForm",
    "ReachForm",
    "ReportInForm",
    "SkillsForm",
    "TimesForm",
    "TopicForm",
    "UnitForm",
    "UnwantedForm",
    "read_numbers",
]

"""The comparisons of a report: ways of asking, modes, what would be if, and what matters."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.dispatch.policies import USUAL_WAY
from last500.simulation.behaviour import load
from last500.simulation.comparing import Case, Told, compare
from last500.simulation.report import Section, against, ways_as_cases
from last500.simulation.town import Scenario, Street

Heard = Callable[[str, float], None]

MODE_NAMES = {
    "a": N_("项目带着服务（模式 A）"),
    "b": N_("小区派单（模式 B）"),
    "c": N_("邻里自己办（模式 C）"),
}
CHANGES: tuple[Case, ...] = (
    Case("as_is", N_("照现在这样")),
    Case("evenings", N_("多两成人晚上有空"), scenario=Scenario(more_evenings=0.2)),
    Case("wider", N_("三成人愿意走远一级"), scenario=Scenario(wider=0.3)),
    Case("patient", N_("期限放宽一倍"), scenario=Scenario(patience=2.0)),
    Case("hurried", N_("期限减半"), scenario=Scenario(patience=0.5)),
    Case("mode_a", MODE_NAMES["a"], scenario=Scenario(mode="a")),
    Case("mode_c", MODE_NAMES["c"], scenario=Scenario(mode="c")),
    Case("busy", N_("求助多两倍"), scenario=Scenario(load=3.0)),
)
# Each assumed number that a result may hang on, halved and doubled, or near enough.
DOUBTED = (
    ("asks.fatigue", (0.06, 0.24)),
    ("asks.willing_b", (1.8, 7.2)),
    ("asks.mute", (0.0017, 0.0068)),
    ("asks.reply_median", (3.0, 12.0)),
    ("asks.says_no", (0.25, 0.9)),
    ("asks.not_free_factor", (0.05, 0.4)),
    ("asks.no_skill_factor", (0.2, 0.8)),
    ("asks.street_factor", (0.25, 0.8)),
    ("members.goes_to_street", (0.05, 0.3)),
    ("members.knows", (0.06, 0.24)),
    ("members.evening_free", (0.2, 0.7)),
    ("street.unevenness", (0.3, 1.5)),
    ("group.attention", (0.05, 0.3)),
)


class Studies:
    """Each method is one section; `heard` is told the section and the share that is done."""

    def __init__(
        self,
        seeds: Sequence[int],
        days: int,
        *,
        street: Street | None = None,
        workers: int = 1,
        heard: Heard | None = None,
    ) -> None:
        self.seeds, self.days, self.street = seeds, days, street
        self.workers, self.heard = workers, heard

    def _compare(
        self, heading: str, cases: Sequence[Case], usual: str, others: tuple[str, ...]
    ) -> Section:
        told: Told | None = None
        if self.heard is not None:
            heard = self.heard
            told = lambda share: heard(heading, share)  # noqa: E731
        found = compare(
            cases,
            self.seeds,
            days=self.days,
            street=self.street,
            workers=self.workers,
            tell=told,
        )
        return Section(heading, found, usual, others)

    def ways(self, codes: Sequence[str], scenario: Scenario) -> Section:
        """The ways of asking in one scenario."""
        heading = _("各种请法：%(mode)s，求助是平常的 %(load)g 倍") % {
            "mode": _(MODE_NAMES[scenario.mode]),
            "load": scenario.load,
        }
        usual = USUAL_WAY.code if USUAL_WAY.code in codes else codes[0]
        others = against(codes) or tuple(code for code in codes if code != usual)
        return self._compare(heading, ways_as_cases(codes, scenario), usual, others)

    def modes(self, load: float = 1.0) -> Section:
        """The three modes with the usual way of asking."""
        cases = [
            Case(mode, name, scenario=Scenario(mode=mode, load=load))
            for mode, name in MODE_NAMES.items()
        ]
        return self._compare(_("三种模式"), cases, "b", ("a", "c"))

    def changes(self) -> Section:
        others = tuple(case.code for case in CHANGES[1:])
        return self._compare(_("要是换一换"), CHANGES, "as_is", others)

    def doubts(self, other: str = "nearest") -> list[Section]:
        """How the usual way stands against another one when an assumption is wrong."""
        found = []
        for number, values in DOUBTED:
            for value in values:
                changed = ((number, value),)
                cases = [
                    Case(USUAL_WAY.code, USUAL_WAY.name, changed=changed),
                    Case(other, ways_as_cases([other], Scenario())[0].name, other, changed=changed),
                ]
                heading = _("%(number)s：%(value)s，原来是 %(usual)s") % {
                    "number": number,
                    "value": value,
                    "usual": load()(number),
                }
                found.append(self._compare(heading, cases, USUAL_WAY.code, (other,)))
        return found

"""Ways from the desk and from one's own page into the apps that have pages of their own."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import BY_REQUESTS, Mode

P = Permission
_DESKS = frozenset({"compound", "community", "street"})
_COMMUNITY = frozenset({"community"})
_ABOVE_COMPOUNDS = frozenset({"community", "street"})


@dataclass(frozen=True)
class Door:
    """`name` is an address that takes the key of a place; open at these levels, and where it is
    `own_only` to nobody from above."""

    name: str
    word: str
    permission: Permission
    levels: frozenset[str] = _DESKS
    own_only: bool = False

    def opens(self, actor: Actor, desk: Place) -> bool:
        if desk.level not in self.levels:
            return False
        if self.own_only:
            return any(g.holds(self.permission, desk.path) and g.path == desk.path
                       for g in actor.grants)  # fmt: skip
        return actor.may(self.permission, desk.path)


@dataclass(frozen=True)
class Way:
    href: str
    word: str
    governs: bool = False  # belongs to how a compound governs itself: stands with its like


AT_A_DESK = (
    Door("posts:desk", N_("岗位"), P.POST_EDIT),
    Door("activities:desk", N_("活动"), P.ACTIVITY_EDIT),
    Door("teams:desk", N_("服务队"), P.TEAM_ARRANGE),
    Door("pairings:desk", N_("结对"), P.PAIRING_ARRANGE),
    Door("rotas:desk", N_("轮值"), P.ROTA_ARRANGE),
    Door("unmet:desk", N_("没人接的事"), P.PROJECT_EDIT),
    Door("projects:desk", N_("项目"), P.PROJECT_EDIT),
    Door("evaluations:desk", N_("项目的评估"), P.PROJECT_EDIT),
    Door("calls:desk", N_("公益创投"), P.CALL_RUN, _ABOVE_COMPOUNDS),
    Door("topics:desk", N_("议题"), P.TOPIC_HANDLE),
    Door("councils:desk", N_("开会和记录"), P.TOPIC_HANDLE),
    Door("covenants:desk", N_("小区公约"), P.TOPIC_HANDLE),
    Door("resolutions:desk", N_("决定和落实"), P.TOPIC_HANDLE),
    Door("consultations:desk", N_("意见征询"), P.TOPIC_HANDLE),
    Door("votes:desk", N_("业主表决"), P.VOTE_RUN),
    Door("ledger:desk", N_("公共收益账"), P.LEDGER_CONFIRM),
    Door("grids:desk", N_("网格组织"), P.GRID_ARRANGE),
    Door("paths:desk", N_("小区第一年"), P.TOPIC_HANDLE, frozenset({"compound"}), own_only=True),
    Door("households:desk", N_("住户和业主"), P.HOUSEHOLD_CONFIRM),
    Door("records:desk", N_("服务记录"), P.RECORD_CONFIRM),
    Door("units:desk", N_("报到单位"), P.UNIT_MANAGE, _ABOVE_COMPOUNDS),
    Door("feedback:desk", N_("反馈信"), P.UNIT_MANAGE, _ABOVE_COMPOUNDS),
    Door("simulation:desk", N_("试算：换个做法会怎样"), P.TRIAL_RUN, frozenset({"street"})),
    Door("lists:desk", N_("三张清单"), P.LIST_EDIT, _COMMUNITY),
    Door("lists:of_compound", N_("社区的清单"), P.POST_EDIT, frozenset({"compound"})),
    Door("lists:profile", N_("社区概况"), P.PROFILE_EDIT, _COMMUNITY),
    Door("desk:asking", N_("怎么请邻居"), P.REQUEST_HANDLE, frozenset({"compound", "community"})),
    Door("desk:plan", N_("一起看"), P.REQUEST_HANDLE),
    Door("supply:show", N_("供需图"), P.FIGURES_READ),
    Door("desk:quiet", N_("可以问一问"), P.UNIT_MANAGE, _COMMUNITY, own_only=True),
)
# (address, word) of pages that are the reader's own.
OWN = (
    ("market:near", N_("附近有什么")),
    ("posts:mine", N_("我的岗位")),
    ("projects:mine", N_("我的项目")),
    ("activities:mine", N_("我的活动")),
    ("calls:mine", N_("我的创投申请和评审")),
    ("rotas:mine", N_("我的轮值")),
    ("teams:mine", N_("我的服务队")),
    ("pairings:mine", N_("我的结对")),
    ("records:mine", N_("我的服务记录")),
    ("letters:mine", N_("我的证明和信")),
    ("feedback:mine", N_("给单位的反馈信")),
    ("topics:mine", N_("我的议题")),
    ("councils:mine", N_("我议的事")),
    ("ledger:mine", N_("我问过的账")),
    ("votes:mine", N_("我的业主表决")),
    ("grids:mine", N_("我联系的楼栋")),
    ("households:mine", N_("我的住处和房子")),
    ("units:home", N_("我的单位")),
)


def _href(name: str, *arguments: object) -> str | None:
    """None where the page is not built in: an instance may leave an app out."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return None


# What stands first where a district works by self-government, and by projects; nothing is left
# out elsewhere.
BY_GRID = (
    *("topics:", "councils:", "resolutions:", "covenants:", "consultations:"),
    *("votes:", "ledger:", "grids:", "households:", "paths:"),
)
BY_PROJECTS = ("projects:", "activities:", "calls:", "unmet:")
# Pages of a compound that governs itself, as far as an instance has them.
SELF_GOVERNMENT = (
    ("topics:at", N_("大家在商量的事")),
    ("councils:at", N_("开会和记录")),
    ("resolutions:at", N_("定下来的事")),
    ("covenants:at", N_("小区公约")),
    ("consultations:at", N_("意见征询")),
    ("votes:at", N_("业主表决")),
    ("ledger:at", N_("公共收益账")),
    ("grids:at", N_("哪栋楼谁联系")),
    ("paths:at", N_("小区第一年")),
)


def _late(name: str, mode: Mode) -> int:
    """How far behind what the mode puts first; the same for all where it puts nothing first."""
    if mode.grid and name.startswith(BY_GRID):
        return 0
    return 1 if mode.projects and name.startswith(BY_PROJECTS) else 2


def at_desk(actor: Actor, desk: Place, mode: Mode = BY_REQUESTS) -> list[Way]:
    """What whoever holds this desk may open from it, in the order of the mode. No statement."""
    fitting = [door for door in AT_A_DESK if door.opens(actor, desk)]
    fitting.sort(key=lambda door: _late(door.name, mode))
    return [
        Way(href, _(door.word), door.name.startswith(BY_GRID))
        for door in fitting
        if (href := _href(door.name, desk.pk))
    ]


def self_government(compound: Place | None) -> list[Way]:
    """The pages of this compound that belong to self-government; none without a compound."""
    if compound is None or not compound.slug:
        return []
    found = ((_href(name, compound.slug), word) for name, word in SELF_GOVERNMENT)
    return [Way(href, _(word)) for href, word in found if href]


def keeping(actor: Actor) -> list[Way]:
    """Whoever keeps a book and holds no desk goes straight to its next entry. No statement."""
    keeps = any(
        g.holds(P.LEDGER_POST, g.path) and not g.holds(P.LEDGER_CONFIRM, g.path)
        for g in actor.grants
    )
    href = _href("ledger:keep") if keeps else None
    return [Way(href, _("我记的账"))] if href else []


def own(mode: Mode = BY_REQUESTS) -> list[Way]:
    names = sorted(OWN, key=lambda one: _late(one[0], mode))
    return [Way(href, _(word)) for name, word in names if (href := _href(name))]

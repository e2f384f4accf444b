"""Whose matter it is, and on what ground: a short list with its articles. Pure.

The desk chooses; the page says it in words, with the article. 民法典 278 lists what owners decide
together: no council, desk or firm decides it in their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from last500.base.marking import N_


class Whose(StrEnum):
    OWNERS = "owners"
    RESIDENTS = "residents"
    PROPERTY = "property"
    COMMUNITY = "community"
    GOVERNMENT = "government"


WHOSE_WORDS: Mapping[Whose, str] = {
    Whose.OWNERS: N_("业主共同决定"),
    Whose.RESIDENTS: N_("居民自己商量"),
    Whose.PROPERTY: N_("物业服务企业该做"),
    Whose.COMMUNITY: N_("社区来办"),
    Whose.GOVERNMENT: N_("政府部门来管"),
}


@dataclass(frozen=True)
class Ground:
    """`qualified`: three quarters of those who take part, by area and by persons, not a half."""

    code: str
    whose: Whose
    article: str
    words: str
    qualified: bool = False


_CODE = N_("民法典第二百七十八条")
GROUNDS: tuple[Ground, ...] = (
    Ground("owners_rules", Whose.OWNERS, _CODE,
           N_("制定、修改管理规约，选举业主委员会，选聘、解聘物业服务企业")),
    Ground("owners_fund", Whose.OWNERS, _CODE, N_("使用建筑物及其附属设施的维修资金")),
    Ground("owners_raise", Whose.OWNERS, _CODE, N_("筹集维修资金"), qualified=True),
    Ground("owners_rebuild", Whose.OWNERS, _CODE, N_("改建、重建建筑物及其附属设施"),
           qualified=True),
    Ground("owners_use", Whose.OWNERS, _CODE,
           N_("改变共有部分的用途，或者利用共有部分从事经营"), qualified=True),
    Ground("owners_major", Whose.OWNERS, _CODE, N_("有关共有和共同管理权利的其他重大事项")),
    Ground("owners_income", Whose.OWNERS, N_("民法典第二百八十二条"),
           N_("利用共有部分产生的收入怎么用")),
    Ground("neighbours", Whose.RESIDENTS, N_("民法典第二百八十八条"),
           N_("相邻的人之间，有利生产、方便生活、团结互助、公平合理")),
    Ground("covenant", Whose.RESIDENTS, N_("居民委员会组织法第十五条"), N_("居民公约")),
    Ground("all_residents", Whose.RESIDENTS, N_("居民委员会组织法第十条"),
           N_("涉及全体居民利益的重要问题，由居民会议讨论决定")),
    Ground("contract", Whose.PROPERTY, N_("民法典第九百四十二条"),
           N_("物业服务合同约定的维修、养护、清洁、绿化和秩序")),
    Ground("accounts", Whose.PROPERTY, N_("民法典第九百四十三条"),
           N_("物业服务企业该公开的收费、资金和经营收益")),
    Ground("public_service", Whose.COMMUNITY, N_("居民委员会组织法第三条"),
           N_("本居住地区的公共事务和公益事业")),
    Ground("mediation", Whose.COMMUNITY, N_("居民委员会组织法第三条"), N_("调解民间纠纷")),
    Ground("enforcement", Whose.GOVERNMENT, N_("法律、法规的规定"),
           N_("违法的事由有关行政管理部门处理，小区和物业没有处罚的权力")),
    Ground("public_works", Whose.GOVERNMENT, N_("法律、法规的规定"),
           N_("小区外的道路、管网、公共交通")),
)  # fmt: skip
BY_CODE: Mapping[str, Ground] = {ground.code: ground for ground in GROUNDS}
OF_WHOSE: Mapping[Whose, tuple[Ground, ...]] = {
    whose: tuple(ground for ground in GROUNDS if ground.whose == whose) for whose in Whose
}


class Office(StrEnum):
    """A department by the kind of its office; its name differs from city to city."""

    STREET = "street"
    HOUSING = "housing"
    URBAN = "urban"
    POLICE = "police"
    TRAFFIC = "traffic"
    FIRE = "fire"
    MARKET = "market"
    ECOLOGY = "ecology"
    HEALTH = "health"


OFFICE_WORDS: Mapping[Office, str] = {
    Office.STREET: N_("街道办事处"),
    Office.HOUSING: N_("住房和城乡建设部门"),
    Office.URBAN: N_("城市管理部门"),
    Office.POLICE: N_("公安派出所"),
    Office.TRAFFIC: N_("公安交通管理部门"),
    Office.FIRE: N_("消防救援机构"),
    Office.MARKET: N_("市场监督管理部门"),
    Office.ECOLOGY: N_("生态环境部门"),
    Office.HEALTH: N_("卫生健康部门"),
}


def fits(whose: str, ground: str) -> bool:
    """Whether this ground says that it is theirs."""
    return ground in BY_CODE and BY_CODE[ground].whose == whose


def needs_vote(ground: str) -> bool:
    """What is the owners' alone: a council prepares it, an owners' vote decides (民法典 278)."""
    return ground in BY_CODE and BY_CODE[ground].whose == Whose.OWNERS


def needs_qualified(ground: str) -> bool:
    return ground in BY_CODE and BY_CODE[ground].qualified

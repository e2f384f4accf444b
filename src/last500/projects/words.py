"""Kinds of project, whom it is for, who pays: codes with their words. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from last500.base.marking import N_
from last500.posts.rules import RISK_WORDS, Risk
from last500.service_requests.categories import CATEGORIES

__all__ = ["RISK_WORDS", "Risk"]

SELF_GOVERNMENT = "self_government"
# The twelve neutral kinds of request, so that a need and its project have one word, and 自治议题.
KIND_WORDS: Mapping[str, str] = {
    **{category.code: category.name for category in CATEGORIES},
    SELF_GOVERNMENT: N_("自治议题"),
}


class Audience(StrEnum):
    """For whom a project is: a group, never a person."""

    ALL = "all"
    PARENTS = "parents"
    MOTHERS = "mothers"
    CHILDREN = "children"
    YOUTH = "youth"
    ELDERS = "elders"
    READERS = "readers"
    DISABLED = "disabled"
    FAMILIES = "families"
    WORKERS = "workers"
    OWNERS = "owners"
    PET_KEEPERS = "pet_keepers"


AUDIENCE_WORDS: Mapping[str, str] = {
    Audience.ALL: N_("所有邻居"),
    Audience.PARENTS: N_("家长和孩子"),
    Audience.MOTHERS: N_("妈妈们"),
    Audience.CHILDREN: N_("孩子"),
    Audience.YOUTH: N_("青年"),
    Audience.ELDERS: N_("老人"),
    Audience.READERS: N_("爱读书的人"),
    Audience.DISABLED: N_("残疾人"),
    Audience.FAMILIES: N_("困难家庭"),
    Audience.WORKERS: N_("骑手、保洁等劳动者"),
    Audience.OWNERS: N_("业主"),
    Audience.PET_KEEPERS: N_("养宠物的人"),
}


class Payer(StrEnum):
    GOVERNMENT = "government"  # buys the service; the organisation adds a share of its own
    COMMUNITY = "community"
    PARTNER = "partner"
    OWN = "own"


PAYER_WORDS: Mapping[str, str] = {
    Payer.GOVERNMENT: N_("政府购买服务"),
    Payer.COMMUNITY: N_("社区经费"),
    Payer.PARTNER: N_("合作方出"),
    Payer.OWN: N_("牵头的自己出"),
}


class PartnerAs(StrEnum):
    SOCIAL = "social"
    SOCIAL_WORK = "social_work"
    UNIT = "unit"
    MERCHANT = "merchant"
    VOLUNTEERS = "volunteers"


PARTNER_AS_WORDS: Mapping[str, str] = {
    PartnerAs.SOCIAL: N_("社会组织"),
    PartnerAs.SOCIAL_WORK: N_("社工站"),
    PartnerAs.UNIT: N_("单位"),
    PartnerAs.MERCHANT: N_("商户"),
    PartnerAs.VOLUNTEERS: N_("志愿服务队"),
}

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
    """As what somebody takes part; else named as the kinds of organisations are."""

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

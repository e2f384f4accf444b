"""Entries stay for good, they hold nothing personal; what opens their commitments goes."""

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.proof.models import Opening

OFFICES = "offices"

RULES = (
    Rule(
        "openings",
        N_("安全记录里的人"),
        Keep.LOG,
        lambda edge: Opening.objects.filter(entry__at__lt=edge).exclude(entry__stream=OFFICES),
    ),
    Rule(
        "office_openings",
        N_("任免记录里的人"),
        Keep.OFFICE,
        lambda edge: Opening.objects.filter(entry__at__lt=edge, entry__stream=OFFICES),
    ),
)

STAYS = (
    Stays(
        N_("安全记录的条目"),
        N_("里面没有个人信息，只留一个核对用的记号；删了就证明不了记录没被改过（第五十一条）"),
    ),
)

"""How long exports are kept: the file a day, the list of who was in it a year (PIPL 57)."""

from last500.base.erasing import Files, Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.exports import files
from last500.exports.models import Export
from last500.exports.rules import State

OPEN = (State.ASKED, State.RELEASED)


RULES = (
    Files("lost_exports", N_("没有归属的导出文件"), Keep.EXPORT, files.lost),
    Rule(
        "exports",
        N_("导出的记录"),
        Keep.LOG,
        lambda edge: Export.objects.filter(asked_at__lt=edge).exclude(state__in=OPEN),
    ),
)

STAYS = (Stays(N_("一年内哪份导出里有谁"), N_("万一泄露，要能通知到每个人（第五十七条）")),)

"""Messages about the books: what waits for a second person, what was answered."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "ledger_waits": MessageKind(
        N_("有一笔账等你核对"),
        N_("%(place)s 的公共收益账有一笔等第二个人核对。"),
        "/desk/",
    ),
    "ledger_late": MessageKind(
        N_("小区的账过了时间还没办"),
        N_("%(place)s 的公共收益账有一笔没核对，或者一个提问没答复，已经过了时间。"),
        "/desk/",
    ),
    "ledger_confirmed": MessageKind(
        N_("你记的一笔入账了"), N_("%(place)s 的一笔账核对过了，已经入账。"), "/desk/"
    ),
    "ledger_sent_back": MessageKind(
        N_("你记的一笔退回了"), N_("%(place)s 的一笔账退回了，写了为什么。改好可以再记。"), "/desk/"
    ),
    "ledger_statement_due": MessageKind(
        N_("半年报表该做了"),
        N_("%(place)s 的公共收益报表请在 %(day)s 以前做好、核对、公示。"),
        "/desk/",
    ),
    "ledger_statement_late": MessageKind(
        N_("半年报表过了日子"),
        N_("%(place)s 的公共收益报表过了日子还没公示，大家在账上看得到。"),
        "/desk/",
    ),
    "ledger_statement_waits": MessageKind(
        N_("有一张报表等你核对"), N_("%(place)s 的公共收益报表等第二个人核对、公示。"), "/desk/"
    ),
    "ledger_asked": MessageKind(
        N_("有人问到账目"), N_("%(place)s 有一位邻居对账目提了问题，请按时答复。"), "/desk/"
    ),
    "ledger_answered": MessageKind(
        N_("你问的账目答复了"), N_("%(place)s 答复了你对账目的提问。"), "/ledger/mine/"
    ),
}

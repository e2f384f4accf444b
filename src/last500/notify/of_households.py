"""Messages about households: a word waits for an answer, and what the answer was."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "household_asked": MessageKind(
        N_("有人登记了住处或房子"),
        N_("%(place)s 有一位邻居说住在这里或者是业主，请看一眼。"),
        "/desk/",
    ),
    "household_waits": MessageKind(
        N_("登记住处的邻居还在等"),
        N_("%(place)s 有一位邻居登记了住处或房子，几天没有人答复。"),
        "/desk/",
    ),
    "household_confirmed": MessageKind(
        N_("你的住处或房子确认了"), N_("%(place)s 确认了你登记的一户。"), "/households/"
    ),
    "household_refused": MessageKind(
        N_("你登记的一户没有确认"),
        N_("%(place)s 没能确认你登记的一户。可以带上证件或合同去一趟，或者打值守电话。"),
        "/households/",
    ),
}

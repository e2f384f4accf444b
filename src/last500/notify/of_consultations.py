"""Messages about consultations: one opens, and one whose result is late."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "consultation_opens": MessageKind(
        N_("小区问问你的意见"),
        N_("%(place)s：%(title)s。答不答由你，不答不算任何意见。"),
        "/consultations/",
    ),
    "consultation_late": MessageKind(
        N_("一次意见征询的结果还没公布"),
        N_("%(place)s：%(title)s，截止几天了，结果还没有公布。"),
        "/desk/",
    ),
}

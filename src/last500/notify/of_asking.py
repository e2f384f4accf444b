"""Words of the messages about asking in waves (rules.KINDS)."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "desk_nobody_left": MessageKind(
        N_("能请的邻居都请过了"),
        N_("%(place)s · %(category)s。已经挂出来公开请人，请想想还能找谁。"),
        "/desk/",
    ),
}

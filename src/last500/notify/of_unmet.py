"""Words of the messages about unmet needs (rules.KINDS)."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "need_answered": MessageKind(
        N_("你提过的事，有了别的办法"),
        N_("%(place)s · %(category)s。现在怎么办，点开看看。"),
        "/follow/",
    ),
    "need_proposed": MessageKind(
        N_("你提过的事，有人想做成项目"),
        N_("%(place)s · %(project)s，等三方评议。"),
        "/follow/",
    ),
    "need_moved": MessageKind(
        N_("你提过的事，项目有了进展"),
        N_("%(place)s · %(project)s：%(state)s。"),
        "/follow/",
    ),
    "need_back": MessageKind(
        N_("你提过的事，项目这次没有做成"),
        N_("%(place)s · %(project)s。为什么，点开看看；这件事值守再想办法。"),
        "/follow/",
    ),
    "desk_need_moved_up": MessageKind(
        N_("没人接的事到期没有回话，转到了这里"),
        N_("%(place)s · %(category)s，请看能不能做成项目，或者另想办法。"),
        "/desk/",
    ),
}

"""Words of the messages about what nobody took: (title, body, page it leads to).

The desk's reason stands on the page of the request, never in a message.
"""

from collections.abc import Mapping

from last500.base.marking import N_

UNMET_WORDS: Mapping[str, tuple[str, str, str]] = {
    "need_answered": (
        N_("你提过的事，有了别的办法"),
        N_("%(place)s · %(category)s。现在怎么办，点开看看。"),
        "/follow/",
    ),
    "need_proposed": (
        N_("你提过的事，有人想做成项目"),
        N_("%(place)s · %(project)s，等三方评议。"),
        "/follow/",
    ),
    "need_moved": (
        N_("你提过的事，项目有了进展"),
        N_("%(place)s · %(project)s：%(state)s。"),
        "/follow/",
    ),
    "need_back": (
        N_("你提过的事，项目这次没有做成"),
        N_("%(place)s · %(project)s。为什么，点开看看；这件事值守再想办法。"),
        "/follow/",
    ),
    "desk_need_moved_up": (
        N_("没人接的事到期没有回话，转到了这里"),
        N_("%(place)s · %(category)s，请看能不能做成项目，或者另想办法。"),
        "/desk/",
    ),
}

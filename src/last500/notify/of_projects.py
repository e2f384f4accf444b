"""Words of the messages about projects (rules.KINDS)."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "project_new": MessageKind(
        N_("有人提了一个项目"),
        N_("%(place)s · %(project)s。接不接下来评议，请看一下。"),
        "/projects/",
    ),
    "project_panel": MessageKind(
        N_("请你看看一个项目"),
        N_("%(place)s · %(project)s。说不说由你，不说不算同意。"),
        "/projects/",
    ),
    "project_partner": MessageKind(
        N_("有个项目想请你们一起做"),
        N_("%(place)s · %(project)s，想请%(who)s。愿不愿意由你们。"),
        "/projects/",
    ),
    "project_offer": MessageKind(
        N_("有一家想一起做这个项目"),
        N_("%(place)s · %(project)s · %(who)s。请答复。"),
        "/projects/",
    ),
    "project_party": MessageKind(
        N_("有份三方协议等你们说"),
        N_("%(place)s · %(project)s。同不同意由你们。"),
        "/projects/",
    ),
    "project_answered": MessageKind(
        N_("项目的合作有了回话"),
        N_("%(place)s · %(project)s · %(who)s。"),
        "/projects/",
    ),
    "project_moved": MessageKind(
        N_("项目有了进展"),
        N_("%(place)s · %(project)s：%(state)s。"),
        "/projects/",
    ),
    "project_place": MessageKind(
        N_("项目里空出一个位置，先问你"),
        N_("%(place)s · %(project)s · %(role)s。来不来由你，两天没回就问下一位。"),
        "/projects/",
    ),
    "project_short": MessageKind(
        N_("项目里有个角色缺人了"),
        N_("%(place)s · %(project)s · %(role)s。"),
        "/projects/",
    ),
    "evaluation_asked": MessageKind(
        N_("有份项目评估等你们看"),
        N_("%(place)s · %(project)s。同不同意公开由你们，不说不算同意。"),
        "/evaluations/",
    ),
    "rating_asked": MessageKind(
        N_("去过的活动怎么样？"),
        N_("%(place)s · %(activity)s。愿意的话说一句；不说也没关系，不会再问。"),
        "/evaluations/",
    ),
    "project_late": MessageKind(
        N_("项目的下一步快到期了"),
        N_("%(place)s · %(project)s，下一步等你。"),
        "/projects/",
    ),
    "project_moved_up": MessageKind(
        N_("有个项目到期没动，转到了这里"),
        N_("%(place)s · %(project)s，请看一下。"),
        "/projects/",
    ),
}

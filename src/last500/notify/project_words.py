"""Words of the messages about projects: (title, body, page it leads to)."""

from collections.abc import Mapping

from last500.base.marking import N_

PROJECT_WORDS: Mapping[str, tuple[str, str, str]] = {
    "project_new": (
        N_("有人提了一个项目"),
        N_("%(place)s · %(project)s。接不接下来评议，请看一下。"),
        "/projects/",
    ),
    "project_panel": (
        N_("请你看看一个项目"),
        N_("%(place)s · %(project)s。说不说由你，不说不算同意。"),
        "/projects/",
    ),
    "project_partner": (
        N_("有个项目想请你们一起做"),
        N_("%(place)s · %(project)s，想请%(who)s。愿不愿意由你们。"),
        "/projects/",
    ),
    "project_party": (
        N_("有份三方协议等你们说"),
        N_("%(place)s · %(project)s。同不同意由你们。"),
        "/projects/",
    ),
    "project_answered": (
        N_("项目的合作有了回话"),
        N_("%(place)s · %(project)s · %(who)s。"),
        "/projects/",
    ),
    "project_moved": (
        N_("项目有了进展"),
        N_("%(place)s · %(project)s：%(state)s。"),
        "/projects/",
    ),
    "project_short": (
        N_("项目里有个角色缺人了"),
        N_("%(place)s · %(project)s · %(role)s。"),
        "/projects/",
    ),
    "project_late": (
        N_("项目的下一步快到期了"),
        N_("%(place)s · %(project)s，下一步等你。"),
        "/projects/",
    ),
    "project_moved_up": (
        N_("有个项目到期没动，转到了这里"),
        N_("%(place)s · %(project)s，请看一下。"),
        "/projects/",
    ),
}

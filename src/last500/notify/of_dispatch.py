"""Messages of dispatch: a free place that a neighbour might like, and between desks about
neighbours who might like to help elsewhere."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "activity_free": MessageKind(
        N_("附近的活动缺个人手，告诉你一声"),
        N_(
            "%(place)s · %(title)s · %(role)s · %(when)s。想来就点开报名，不来不用回。"
            "是按你报到时说的想到你；不想听到这类，在“哪些不想”里勾上。"
        ),
        "/activities/",
    ),
    "project_free": MessageKind(
        N_("附近的项目缺个人手，告诉你一声"),
        N_(
            "%(place)s · %(title)s · %(role)s · %(when)s 起。想来就点开报名，不来不用回。"
            "是按你报到时说的想到你；不想听到这类，在“哪些不想”里勾上。"
        ),
        "/projects/",
    ),
    "help_asked": MessageKind(
        N_("别处的值守问你们一句"),
        N_("%(place)s缺%(help)s，想问问你们的邻居愿不愿意去帮忙。不方便点一下，不回也没关系。"),
        "/supply/",
    ),
    "help_willing": MessageKind(
        N_("那边愿意问问邻居"),
        N_("%(place)s会问问邻居愿不愿意来帮%(help)s。来不来由每个人自己定。"),
        "/supply/",
    ),
    "help_not_now": MessageKind(
        N_("那边这次不方便"), N_("%(place)s的%(help)s这次腾不出人，可以再想别的办法。"), "/supply/"
    ),
}

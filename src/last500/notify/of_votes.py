"""Messages about owners' votes. None of them says how anybody has voted."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "vote_announced": MessageKind(
        N_("业主表决公告"), N_("%(place)s 公告了业主表决“%(vote)s”，请看看事项和日子。"), "/votes/"
    ),
    "vote_cancelled": MessageKind(
        N_("业主表决取消了"),
        N_("%(place)s 的业主表决“%(vote)s”取消了，页面上写了为什么。"),
        "/votes/",
    ),
    "vote_seat_asked": MessageKind(
        N_("请你监票或录票"),
        N_("%(place)s 的业主表决“%(vote)s”请你监票或录票，答应不答应都可以。"),
        "/votes/",
    ),
    "vote_seat_answered": MessageKind(
        N_("监票、录票的邀请有了答复"), N_("业主表决“%(vote)s”有一位答复了。"), "/votes/"
    ),
    "vote_counted": MessageKind(
        N_("请看计票结果"), N_("业主表决“%(vote)s”计过票了，请监票人看过再签。"), "/votes/"
    ),
    "vote_signed": MessageKind(
        N_("监票人答复了计票结果"),
        N_("业主表决“%(vote)s”有一位监票人签了，或者写了为什么不签。"),
        "/votes/",
    ),
    "vote_objected": MessageKind(
        N_("业主表决有异议"), N_("业主表决“%(vote)s”有一件异议，请在期限以前答复。"), "/votes/"
    ),
    "vote_objection_late": MessageKind(
        N_("业主表决的异议过了期限"),
        N_("%(place)s 的业主表决“%(vote)s”有一件异议过了期限还没答复，转到你们这里了。"),
        "/votes/",
    ),
    "vote_objection_answered": MessageKind(
        N_("你的异议有了答复"), N_("你对业主表决“%(vote)s”提的异议有了答复。"), "/votes/"
    ),
    "vote_roll_thawed": MessageKind(
        N_("名册要改了重新定"),
        N_("业主表决“%(vote)s”有一件对名册的异议成立了，请在开始投票以前改好，重新定下来。"),
        "/votes/",
    ),
    "vote_recounted": MessageKind(
        N_("有一个人重数了"), N_("业主表决“%(vote)s”请来重数的人有一位说了结果。"), "/votes/"
    ),
    "vote_voided": MessageKind(
        N_("业主表决的结果作废了"),
        N_("%(place)s 的业主表决“%(vote)s”的结果作废了，页面上写了为什么。"),
        "/votes/",
    ),
    "vote_published": MessageKind(
        N_("业主表决结果公示"), N_("%(place)s 公示了业主表决“%(vote)s”的结果。"), "/votes/"
    ),
}

"""Messages about seats of small organs: asked, held, vacant, ending; a word told and answered."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

MINE = "/grids/"
KINDS: dict[str, MessageKind] = {
    "seat_asked": MessageKind(
        N_("请你做%(seat)s"),
        N_(
            "%(place)s想请你做%(seat)s：做什么、做多久、花多少时间，点开看看。不方便就不做，不用说原因。"
        ),
        MINE,
    ),
    "seat_begins": MessageKind(
        N_("从今天起你是%(seat)s"),
        N_("%(place)s确认了，谢谢你。挂什么在门口由你定，随时能改、能离开。"),
        MINE,
    ),
    "seat_has_somebody": MessageKind(
        N_("这个位置有人了，谢谢你"), N_("%(place)s的%(seat)s已经有邻居做。"), MINE
    ),
    "seat_not_now": MessageKind(
        N_("这次没有安排"), N_("%(place)s的%(seat)s这次没有安排，谢谢你愿意。"), MINE
    ),
    "seat_closed": MessageKind(N_("这个位置撤了"), N_("%(place)s不再设%(seat)s，谢谢你。"), MINE),
    "seat_changed": MessageKind(
        N_("你的位置改了做什么"), N_("%(place)s的%(seat)s，点开看看；不合适随时可以离开。"), MINE
    ),
    "seat_renewed": MessageKind(N_("任期续上了"), N_("%(place)s的%(seat)s，谢谢你接着做。"), MINE),
    "seat_renewal_offered": MessageKind(
        N_("小区愿意请你接着做"),
        N_("%(place)s的%(seat)s快到期了。愿意续，点一下；不续也没关系。"),
        MINE,
    ),
    "seat_term_ends": MessageKind(
        N_("你的任期快到了"), N_("%(place)s的%(seat)s做到 %(day)s。愿意接着做，点一下。"), MINE
    ),
    "seat_term_over": MessageKind(
        N_("你的任期到了，谢谢你"), N_("%(place)s的%(seat)s到昨天为止。"), MINE
    ),
    "seat_answered": MessageKind(
        N_("请的邻居这次不做"), N_("%(place)s的%(seat)s还空着，可以再请别人。"), "/desk/"
    ),
    "seat_held": MessageKind(N_("有邻居答应了"), N_("%(place)s的%(seat)s有人了。"), "/desk/"),
    "seat_offered": MessageKind(
        N_("有邻居愿意来做"), N_("%(place)s的%(seat)s，有邻居说“我愿意”，请看一眼。"), "/desk/"
    ),
    "seat_vacant": MessageKind(
        N_("一个位置空出来了"), N_("%(place)s的%(seat)s空着，没回的话转到了值守。"), "/desk/"
    ),
    "seat_renewal_wished": MessageKind(
        N_("有人愿意接着做"),
        N_("%(place)s的%(seat)s快到期，在任的邻居愿意续，请看一眼。"),
        "/desk/",
    ),
    "desk_seat_term_ends": MessageKind(
        N_("一个任期快到了"), N_("%(place)s的%(seat)s做到 %(day)s，续不续两边都要点。"), "/desk/"
    ),
    "note_told": MessageKind(
        N_("邻居告诉你一件事"), N_("%(place)s · %(seat)s。三天里回个话，回不了就转给值守。"), MINE
    ),
    "note_at_desk": MessageKind(
        N_("有一件邻居告诉的事到了值守"), N_("%(place)s · %(seat)s，请三天里回话。"), "/desk/"
    ),
    "note_waits": MessageKind(
        N_("邻居告诉的事还没有回话"), N_("%(place)s · %(seat)s，已经过了三天。"), "/desk/"
    ),
    "note_answered": MessageKind(
        N_("你告诉的事回话了"), N_("%(place)s · %(seat)s，点开看。"), MINE
    ),
    "note_passed_on": MessageKind(
        N_("你告诉的事转给该办的地方了"), N_("%(place)s · %(seat)s，点开看。"), MINE
    ),
    "note_changes_hands": MessageKind(
        N_("你告诉的事换了人看"),
        N_("%(place)s的%(seat)s卸任了，这件事由值守和接手的人看。不想的话可以收回。"),
        MINE,
    ),
}

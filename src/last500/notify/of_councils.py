"""Messages about meetings: one is coming, moved, called off; minutes wait; a seat is offered."""

from last500.base.marking import N_
from last500.notify.shapes import MessageKind

KINDS: dict[str, MessageKind] = {
    "council_seat": MessageKind(
        N_("想请你来议事"),
        N_("%(place)s · %(body)s。愿不愿意都由你，不愿意不用说为什么。"),
        "/councils/mine/",
    ),
    "meeting_announced": MessageKind(
        N_("小区要开会，你关心的事在上面"),
        N_("%(place)s：%(title)s，%(when)s，%(spot)s。来不来由你，不来不算任何意见。"),
        "/councils/mine/",
    ),
    "meeting_moved": MessageKind(
        N_("会改了时间或者地方"),
        N_("%(place)s：%(title)s，改到 %(when)s，%(spot)s。"),
        "/councils/mine/",
    ),
    "meeting_called_off": MessageKind(
        N_("会不开了"), N_("%(place)s：%(title)s，为什么写在页面上。"), "/councils/mine/"
    ),
    "minutes_written": MessageKind(
        N_("会议记录写好了，等人确认"),
        N_("%(place)s：%(title)s。你当时在场的话，请看看写得对不对。"),
        "/councils/mine/",
    ),
    "minutes_confirmed": MessageKind(
        N_("会议记录确认过了"), N_("%(place)s：%(title)s，可以公布了。"), "/desk/"
    ),
    "correction_written": MessageKind(
        N_("会议记录有一处更正，等人确认"),
        N_("%(place)s：%(title)s。你当时在场的话，请看看改得对不对。"),
        "/councils/mine/",
    ),
    "meeting_late": MessageKind(
        N_("一次会的记录到期还没有"), N_("%(place)s：%(title)s，大家都看得到。"), "/desk/"
    ),
    "covenant_late": MessageKind(
        N_("公约草案听完意见，还没有定"), N_("%(place)s：意见收完了，请安排商定。"), "/desk/"
    ),
}

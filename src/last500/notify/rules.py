"""Messages: kinds with their words, states, when to try again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from last500.base.marking import N_


class Channel(StrEnum):
    INBOX = "inbox"  # read on the page; there as soon as it is written
    EMAIL = "email"


class State(StrEnum):
    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"


LEASE = timedelta(minutes=2)
# Due for so long and not taken: the worker does not run, and the operator's page says so.
STUCK_AFTER = timedelta(hours=1)
# Minutes until the next try: quickly at first, then patiently; a day in all.
PAUSES = (1, 5, 30, 120, 480)


def next_pause(tries: int) -> timedelta | None:
    """How long to wait after this many failed tries; None when it is time to give up."""
    return timedelta(minutes=PAUSES[tries - 1]) if tries <= len(PAUSES) else None


@dataclass(frozen=True)
class MessageKind:
    """Words of one kind of message. Placeholders are names of parameters; no personal data.

    `path` is the page it leads to. Texts are Chinese sources, translated for the reader.
    """

    title: str
    body: str
    path: str


KINDS: Mapping[str, MessageKind] = {
    "desk_new": MessageKind(
        N_("有一件新的求助"), N_("%(place)s · %(category)s，请在一个工作日内核实。"), "/desk/"
    ),
    "desk_emergency": MessageKind(
        N_("可能是紧急情况，请马上看"),
        N_("%(place)s 的一件求助里有紧急的话。页面已请对方拨打 %(number)s，请马上打电话核实。"),
        "/desk/",
    ),
    "desk_moved_up": MessageKind(
        N_("有一件超时的求助转到了这里"), N_("%(place)s · %(category)s，原来的期限已过。"), "/desk/"
    ),
    "desk_reopened": MessageKind(
        N_("居民说还没解决"), N_("%(place)s · %(category)s，请再看一次。"), "/desk/"
    ),
    "desk_returned": MessageKind(
        N_("帮忙的人来不了了"), N_("%(place)s · %(category)s，请另请邻居。"), "/desk/"
    ),
    "desk_report_in": MessageKind(
        N_("有人来报到"), N_("%(place)s 有一位邻居报到，请确认。"), "/desk/"
    ),
    "export_waiting": MessageKind(
        N_("有一份表格等你放行"),
        N_("%(place)s 要导出一份人多的表格，需要第二个人看过。"),
        "/exports/",
    ),
    "export_decided": MessageKind(
        N_("你要的表格有了回话"), N_("%(place)s 的那一份，有人看过了。"), "/exports/"
    ),
    "invited": MessageKind(
        N_("有人请你帮忙"), N_("%(place)s · %(category)s · %(when)s。来不了也没关系。"), "/me/"
    ),
    "record_shortened": MessageKind(
        N_("这次的服务时间记短了"),
        N_("%(place)s · %(category)s：和别的记录重叠或者当天记满了，记 %(minutes)s 分钟。"),
        "/records/",
    ),
    "record_no_room": MessageKind(
        N_("这次的服务时间没有记上"),
        N_("%(place)s · %(category)s：那段时间你已经有别的记录。不对的话，请值守更正。"),
        "/records/",
    ),
    "record_declined": MessageKind(
        N_("一条服务记录没有确认"),
        N_("%(day)s 在%(place)s的那一条，值守写了原因，点开看看；说得清楚可以再登记一次。"),
        "/records/",
    ),
    "record_reversed": MessageKind(
        N_("一条服务记录更正了"),
        N_("%(day)s 在%(place)s的那一条不再计入，原因写在记录里。"),
        "/records/",
    ),
    "records_brought_in": MessageKind(
        N_("有人替你带来了别处的服务记录"),
        N_("%(place)s导入了 %(count)s 条，等人确认。不是你的，或者不想放在这里，点开撤回。"),
        "/records/",
    ),
    "certificate_ended": MessageKind(
        N_("有一张证明不再有效"),
        N_("里面的一条服务记录更正了，请重新开一张。"),
        "/letters/",
    ),
    "record_corrected": MessageKind(
        N_("一条服务记录更正了"),
        N_("%(day)s 在%(place)s的那一条改了分钟数，原来的和原因都看得到。"),
        "/records/",
    ),
    "no_longer_needed": MessageKind(
        N_("那件事有人接了，谢谢你"), N_("%(place)s · %(category)s 已经有邻居接下。"), "/me/"
    ),
    "helper_cancelled": MessageKind(
        N_("那件事不用去了"), N_("%(place)s · %(category)s 已经取消，谢谢你。"), "/me/"
    ),
    "report_in_confirmed": MessageKind(
        N_("报到好了"), N_("%(place)s 确认了你的报到。有合适的事会请你，来不来都由你。"), "/me/"
    ),
    # Of a complaint a message says only that there is one: nothing of whom, of what, by whom.
    "complaint_new": MessageKind(
        N_("有一件新的投诉或建议"),
        N_("在%(desk)s，请在两个工作日内告诉对方收到了。"),
        "/complaints/",
    ),
    "complaint_moved_up": MessageKind(
        N_("有一件投诉或建议转到了这里"), N_("在%(desk)s，请看看最晚什么时候答复。"), "/complaints/"
    ),
    "complaint_word": MessageKind(
        N_("对方补充了一句"), N_("在%(desk)s的一件投诉或建议里。"), "/complaints/"
    ),
    "complaint_reveal": MessageKind(
        N_("有人想看是谁投诉的，请你核准"), N_("在%(desk)s。看过理由再定。"), "/complaints/"
    ),
    "complaint_moved": MessageKind(
        N_("你的投诉或建议有了进展"), N_("现在：%(state)s。"), "/me/complaints/"
    ),
    "request_placed": MessageKind(
        N_("你的求助收到了"), N_("受理号 %(number)s。一个工作日内回话。"), "/follow/"
    ),
    "request_moved": MessageKind(
        N_("你的求助有新进展"), N_("受理号 %(number)s：%(state)s。"), "/follow/"
    ),
    "second_person": MessageKind(
        N_("有一件事要你做第二个人"),
        N_("%(place)s：%(matter)s。请核对以后同意，或者拒绝。"),
        "/security/",
    ),
    "glass_asked": MessageKind(
        N_("有人请求紧急查看"), N_("%(place)s。请核实真的紧急，再同意。"), "/security/"
    ),
    "glass_open": MessageKind(
        N_("紧急查看开了，两小时"), N_("%(place)s。看了什么，当事人都看得到。"), "/security/"
    ),
}

"""Messages: kinds with their words, states, when to try again."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from last500.base.marking import N_
from last500.notify.of_all import KINDS as OF_ALL
from last500.notify.shapes import MessageKind


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


KINDS: Mapping[str, MessageKind] = {
    "desk_new": MessageKind(
        N_("有一件新的求助"), N_("%(place)s · %(category)s，请在一个工作日内核实。"), "/desk/"
    ),
    "desk_emergency": MessageKind(
        N_("可能是紧急情况，请马上看"),
        N_("%(place)s 的一件求助里有紧急的话。页面已请对方拨打 %(number)s，请马上打电话核实。"),
        "/desk/",
        any_hour=True,
    ),
    "desk_moved_up": MessageKind(
        N_("有一件超时的求助转到了这里"),
        N_("%(place)s · %(category)s，原来的期限已过。"),
        "/desk/",
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
    "invited_soon": MessageKind(
        N_("有人急着请你帮忙"),
        N_("%(place)s · %(category)s · %(when)s。来不了也没关系。"),
        "/me/",
        urgent=True,
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
    "report_in_refused": MessageKind(
        N_("这次没有通过"),
        N_("%(place)s没有确认你的报到。你写的意愿都还在，可以到你住的小区再报到。"),
        "/me/",
    ),
    "report_in_back": MessageKind(
        N_("搬家没有确认，原来的报到还在"),
        N_("%(place)s没有确认你的报到。你在%(old)s的报到恢复了，意愿一样没少。"),
        "/me/wishes/",
    ),
    "desk_proof": MessageKind(
        N_("有一份证要看"), N_("%(place)s 有一位邻居说有资格，请看一眼证件原件。"), "/desk/"
    ),
    "proof_seen": MessageKind(
        N_("证看过了"), N_("%(what)s：值守看过原件，要资格的事会请你了。"), "/me/wishes/proofs/"
    ),
    "proof_not_seen": MessageKind(
        N_("证没看成"),
        N_("%(what)s：值守没能看到合用的原件。可以再拿给值守看。"),
        "/me/wishes/proofs/",
    ),
    "proof_runs_out": MessageKind(
        N_("你的证快到期了"),
        N_("%(what)s到 %(day)s 为止。换了新的，拿给值守看一眼就行。"),
        "/me/wishes/proofs/",
    ),
    "list_asked": MessageKind(
        N_("清单上有一件等你答复"), N_("%(who)s：%(what)s。请在三个工作日内答复。"), "/me/"
    ),
    "list_moved": MessageKind(N_("清单上的事有了进展"), N_("%(what)s：%(state)s。"), "/me/"),
    "list_late": MessageKind(
        N_("清单上有一件到期还没答复"), N_("%(what)s。不答复不算同意，请看一下。"), "/me/"
    ),
    "post_asked": MessageKind(
        N_("岗位空出来了，问你来不来"),
        N_("%(place)s · %(post)s。24 小时内说一声，不来也没关系。"),
        "/posts/",
    ),
    "post_not_free": MessageKind(
        N_("那个位置现在不空了"), N_("%(place)s · %(post)s。你还排在原来的位置。"), "/posts/"
    ),
    "post_begins": MessageKind(
        N_("从今天起，这个岗位是你的了"), N_("%(place)s · %(post)s。谢谢你接手。"), "/posts/"
    ),
    "post_short": MessageKind(
        N_("有个岗位缺人了"), N_("%(place)s · %(post)s，现在缺 %(missing)s 人。"), "/posts/"
    ),
    "post_stand_in": MessageKind(
        N_("有一次缺一位，能替一次吗"),
        N_("%(place)s · %(post)s · %(day)s。来不了也没关系。"),
        "/posts/",
    ),
    "post_changed": MessageKind(
        N_("你的岗位改了一点"), N_("%(place)s · %(post)s，请看看时间和地点。"), "/posts/"
    ),
    "post_paused": MessageKind(
        N_("你的岗位先停一停"), N_("%(place)s · %(post)s。位置给你留着。"), "/posts/"
    ),
    "post_opened": MessageKind(
        N_("你的岗位又开始了"), N_("%(place)s · %(post)s，请看看下一次是哪天。"), "/posts/"
    ),
    "post_ended": MessageKind(
        N_("岗位结束了，谢谢你"), N_("%(place)s · %(post)s。你服务过的都记着。"), "/posts/"
    ),
    "post_date_off": MessageKind(
        N_("有一次不办了"), N_("%(place)s · %(post)s · %(day)s。"), "/posts/"
    ),
    # Of a complaint a message says only that there is one: nothing of whom, of what, by whom.
    "complaint_new": MessageKind(
        N_("有一件新的投诉或建议"),
        N_("在%(desk)s，请在两个工作日内告诉对方收到了。"),
        "/complaints/",
    ),
    "complaint_moved_up": MessageKind(
        N_("有一件投诉或建议转到了这里"),
        N_("在%(desk)s，请看看最晚什么时候答复。"),
        "/complaints/",
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
    "team_invited": MessageKind(
        N_("有一支服务队想请你加入"),
        N_("%(place)s · %(team)s。来不来由你，不来也没关系。"),
        "/teams/",
    ),
    "team_lead_offered": MessageKind(
        N_("想请你带一支队"), N_("%(place)s · %(team)s。你点了头才算。"), "/teams/"
    ),
    "team_lead_taken": MessageKind(
        N_("有人接过去带队了"), N_("%(place)s · %(team)s，辛苦了，你还是队员。"), "/teams/"
    ),
    "team_word": MessageKind(
        N_("队长有一句话"), N_("%(place)s · %(team)s，打开队里的页面看。"), "/teams/"
    ),
    "team_ended": MessageKind(
        N_("一支服务队解散了"), N_("%(place)s · %(team)s，谢谢你出的力。"), "/teams/"
    ),
    "team_consent_taken_back": MessageKind(
        N_("居委会收回了同意"),
        N_("%(place)s · %(team)s 先回到组建，这段时间不接事。"),
        "/teams/",
    ),
    "desk_team_consent": MessageKind(
        N_("有一支新的服务队"), N_("%(place)s · %(team)s，居委会同意以后请记下来。"), "/desk/"
    ),
    "desk_team_without_leader": MessageKind(
        N_("一支服务队没有队长了"), N_("%(place)s · %(team)s，请另请一位队员来带。"), "/desk/"
    ),
    # Of a pairing a message says where it is, never who helps whom.
    "pairing_asked": MessageKind(
        N_("有一户邻居想结对"),
        N_("%(place)s。看看怎么个来往法，愿意就点头，不愿意也没关系。"),
        "/pairings/",
    ),
    "pairing_taken": MessageKind(
        N_("那一户有人结对了，谢谢你"), N_("%(place)s，另一位邻居先点了头。"), "/pairings/"
    ),
    "pairing_runs": MessageKind(
        N_("结对开始了"), N_("%(place)s。对方怎么联系，在结对的页面上看。"), "/pairings/"
    ),
    "pairing_over": MessageKind(
        N_("一份结对结束了"), N_("%(place)s，谢谢你这段时间的照应。"), "/pairings/"
    ),
    "pairing_moved": MessageKind(
        N_("你的结对有了变化"), N_("%(place)s。点链接看看。"), "/pairings/"
    ),
    "desk_pairing": MessageKind(
        N_("有一户想结对"), N_("%(place)s，请先打电话跟本人核实，再请邻居。"), "/desk/"
    ),
    "desk_pairing_back": MessageKind(
        N_("一份结对要你看一下"), N_("%(place)s，请看结对那一页。"), "/desk/"
    ),
    "feedback_shown": MessageKind(
        N_("给你单位的信里有一句说到你"),
        N_("%(place)s要写信给你的单位。先给你看，你同意才转告；两周内不说就不转告。"),
        "/feedback/mine/",
    ),
    "feedback_sent": MessageKind(
        N_("有一封给你们单位的反馈信"),
        N_("%(place)s写来的，都是事实。看过以后请回一句做了什么。"),
        "/feedback/unit/",
    ),
    "feedback_reported": MessageKind(
        N_("单位对反馈信回话了"), N_("%(organisation)s说了做了什么。"), "/desk/"
    ),
    "feedback_answered": MessageKind(
        N_("你的单位对反馈信回话了"), N_("%(organisation)s说了做了什么。"), "/feedback/mine/"
    ),
    "request_placed": MessageKind(
        N_("你的求助收到了"),
        N_("受理号 %(number)s。一个工作日内回话。"),
        "/follow/",
        any_hour=True,
    ),
    "request_moved": MessageKind(
        N_("你的求助有新进展"), N_("受理号 %(number)s：%(state)s。"), "/follow/"
    ),
    "second_person": MessageKind(
        N_("有一件事要你做第二个人"),
        N_("%(place)s：%(matter)s。请核对以后同意，或者拒绝。"),
        "/security/",
        any_hour=True,
    ),
    "glass_asked": MessageKind(
        N_("有人请求紧急查看"),
        N_("%(place)s。请核实真的紧急，再同意。"),
        "/security/",
        any_hour=True,
    ),
    "glass_open": MessageKind(
        N_("紧急查看开了，两小时"),
        N_("%(place)s。看了什么，当事人都看得到。"),
        "/security/",
        any_hour=True,
    ),
    "quiet_asked": MessageKind(
        N_("社区想问你们一件小事"),
        N_("%(place)s：%(where)s有一件%(what)s，也许合适。看看就好，不方便不用回。"),
        "/me/",
    ),
    # Of a rota a message says only that there is one: nothing of whose, of what.
    "rota_asked": MessageKind(
        N_("小区想给你安排轮值，等你同意"), N_("%(place)s。看过再定，不想要就不用点。"), "/"
    ),
    "rota_invited": MessageKind(
        N_("有人请你一起轮值"),
        N_("%(place)s。几位邻居轮着来，轮到才问你；来不来都由你。"),
        "/rotas/",
    ),
    "rota_agreed": MessageKind(
        N_("住户同意了轮值"), N_("%(place)s 的一个轮值可以开始了，请几位邻居加入。"), "/desk/"
    ),
    "rota_rests": MessageKind(
        N_("住户让轮值歇一歇"), N_("%(place)s 的一个轮值暂停了，到时候自己接着来。"), "/desk/"
    ),
    "rota_ended": MessageKind(
        N_("住户结束了轮值"), N_("%(place)s 的一个轮值结束了，还没去的都取消了。"), "/desk/"
    ),
    "rota_needs_somebody": MessageKind(
        N_("轮值的这一次还缺人"), N_("%(place)s：按顺序问过了，请另请邻居。"), "/desk/"
    ),
    "rota_ends_soon": MessageKind(
        N_("有一个轮值快到期了"), N_("%(place)s。住户同意才会再续，不说就到期结束。"), "/desk/"
    ),
    "rota_swap_asked": MessageKind(
        N_("有邻居想和你换班"), N_("%(place)s 的轮值。行不行都可以。"), "/rotas/"
    ),
    "rota_swap_over": MessageKind(
        N_("换班的事，对方这次不行"), N_("%(place)s 的轮值，还是照原来的来。"), "/rotas/"
    ),
    "rota_swapped": MessageKind(N_("换好班了"), N_("%(place)s 的轮值，看看新的日子。"), "/rotas/"),
    # Units: names of organisations and communities, never of whoever speaks for them.
    "unit_asked": MessageKind(
        N_("有单位来报到"), N_("%(unit)s 想到 %(place)s 报到，请答复。"), "/units/"
    ),
    "unit_entered": MessageKind(
        N_("社区请你们单位来报到"),
        N_("%(place)s 请 %(unit)s 来报到，同不同意由你们定。"),
        "/units/",
    ),
    "unit_agreed": MessageKind(
        N_("单位报到好了"), N_("%(unit)s 和 %(place)s 双方都同意了，协议可以打印。"), "/units/"
    ),
    "unit_refused": MessageKind(
        N_("单位报到没有谈成"),
        N_("%(unit)s 到 %(place)s 报到的事，对方这次没有同意。"),
        "/units/",
    ),
    "unit_ended": MessageKind(
        N_("一个单位的报到结束了"),
        N_("%(unit)s 在 %(place)s 的报到结束了，协议不再有效。"),
        "/units/",
    ),
    "unit_rhythm_asked": MessageKind(
        N_("对方想换一个节奏"), N_("%(unit)s 和 %(place)s 多久做一次，请答复。"), "/units/"
    ),
    "unit_rhythm_set": MessageKind(
        N_("节奏有了答复"), N_("%(unit)s 和 %(place)s 多久做一次，对方答复了。"), "/units/"
    ),
    "liaison_changed": MessageKind(
        N_("一个单位的联络员有变化"), N_("%(unit)s，在 %(place)s 报到的。"), "/units/"
    ),
    "liaison_invited": MessageKind(
        N_("请你做单位联络员"), N_("%(unit)s。愿不愿意由你，不愿意就点“不了”。"), "/units/"
    ),
    "member_invited": MessageKind(
        N_("你的单位请你到小区报到"), N_("%(unit)s。去不去由你；只提醒这一次。"), "/me/"
    ),
} | OF_ALL

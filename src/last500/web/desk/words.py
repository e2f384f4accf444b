"""What the desk can say with one tap, and what each step of a history is called."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.service_requests.rules import Action, Role

# Piles of the desk, in the order in which a morning goes through them.
PILE_WORDS: Mapping[str, str] = {
    "verify": N_("待核实"),
    "offer": N_("待派"),
    "overdue": N_("超时"),
    "word": N_("等居民回话"),
    "going": N_("在办"),
    "alarm": N_("可能紧急"),
}
EMPTY_WORDS: Mapping[str, str] = {
    "verify": N_("新来的求助会一件一件放在这里，先打个电话核实。"),
    "offer": N_("核实过的求助会放在这里，请合适的邻居。"),
    "overdue": N_("没有超时的。到期没办的会自己放到这里。"),
    "word": N_("邻居办完之后，等居民说一声解决了没有。"),
    "going": N_("邀请发出去的、有人接了的，都在这里。"),
    "alarm": N_("没有可能紧急的求助。"),
}
REVEAL_REASONS: Mapping[str, str] = {
    "verify": N_("核实"),
    "time": N_("约时间"),
    "call_back": N_("回访"),
}
FIELD_WORDS: Mapping[str, str] = {
    "phone": N_("电话"),
    "name": N_("姓名"),
    "door": N_("门牌"),
    "email": N_("邮箱"),
}
NOT_EMERGENCY = N_("打过电话，人没事，不是紧急情况")
IS_EMERGENCY = N_("是紧急情况，110 / 119 / 120 已经知道")
DECLINE_REASONS: tuple[str, ...] = (
    N_("打了几次电话都没联系上，需要的时候请再说一次"),
    N_("不在本小区，请找所在的小区或社区"),
    N_("这件事邻居做不了，做起来也不安全"),
    N_("这是要收费的专业服务，请找正规的商家"),
    N_("这件事已经办过了"),
)
STEP_WORDS: Mapping[str, str] = {
    Action.PLACE: N_("说了这件事"),
    Action.VERIFY: N_("核实过了"),
    Action.DECLINE: N_("没有受理"),
    Action.OBJECT: N_("对不受理有意见"),
    Action.REFER: N_("转出去了"),
    Action.REROUTE: N_("转错了，收了回来"),
    Action.MARK_EMERGENCY: N_("确认是紧急情况"),
    Action.NOT_EMERGENCY: N_("核实过，不是紧急情况"),
    Action.OFFER: N_("请了邻居"),
    Action.WIDEN: N_("请得更远了一些"),
    Action.SETTLE_TEAM: N_("定下人手"),
    Action.ACCEPT: N_("有邻居接了"),
    Action.RELEASE: N_("邻居来不了，退了回来"),
    Action.HAND_ON: N_("转给了另一位邻居"),
    Action.SAY_LATE: N_("邻居说要晚一点"),
    Action.CONTACT: N_("约好了时间"),
    Action.REPORT_DONE: N_("邻居说办好了"),
    Action.CALL_BACK: N_("打过电话，没打通"),
    Action.CONFIRM: N_("居民说解决了"),
    Action.REOPEN: N_("居民说还没解决"),
    Action.LAPSE: N_("七天没等到回话"),
    Action.WITHDRAW: N_("撤回了"),
    Action.MERGE: N_("并到了同一件"),
    Action.CLOSE_UNMET: N_("暂时没人能办"),
    Action.ADD_WORD: N_("补充了一句"),
    Action.TRANSFER: N_("转给了另一个小区"),
    Action.ESCALATE: N_("超时，转到上一级"),
    Action.RESEAT: N_("换了值守的地方"),
}
ROLE_WORDS: Mapping[str, str] = {
    "requester": N_("居民"),
    "desk": N_("值守"),
    "above": N_("上级值守"),
    "helper": N_("邻居"),
    "accepted_helper": N_("接单的邻居"),
    "clock": N_("到期自动"),
}
# These steps say themselves who took them, or nobody did.
TOLD_WHOLE = frozenset(
    {
        Action.ACCEPT,
        Action.RELEASE,
        Action.SAY_LATE,
        Action.REPORT_DONE,
        Action.CONFIRM,
        Action.REOPEN,
        Action.LAPSE,
        Action.ESCALATE,
    }
)


# What the clock does with a turn of a rota.
BY_ROTA: Mapping[str, str] = {
    Action.VERIFY: N_("按轮值里说好的来"),
    Action.OFFER: N_("请了轮到的邻居"),
}


# Asked in waves: begun, ended, opened to whoever fits.
IN_ROUNDS: Mapping[str, str] = {
    "rounds": N_("一轮一轮地请"),
    "rounds_end": N_("停下，不再接着请"),
    "open_to": N_("公开请人"),
}


def step_words(role: str, action: str, facts: Mapping[str, object] | None = None) -> str:
    """One step of a history: who did what."""
    if action == Action.OFFER and facts and not facts.get("asked"):
        for name, word in IN_ROUNDS.items():
            if facts.get(name):
                return _("%(who)s%(step)s") % {"who": _(ROLE_WORDS[role]), "step": _(word)}
    if role == Role.CLOCK and action in BY_ROTA:
        return _(BY_ROTA[action])
    step = _(STEP_WORDS[action]) if action in STEP_WORDS else ""
    if action in TOLD_WHOLE or role not in ROLE_WORDS:
        return step
    return _("%(who)s%(step)s") % {"who": _(ROLE_WORDS[role]), "step": step}

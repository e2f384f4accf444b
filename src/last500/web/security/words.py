"""Words for what stands in the log."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.organisations.models import OFFICE_NAMES
from last500.proof.rules import Plain

STREAM_WORDS = {
    "security": N_("登录和账号"),
    "offices": N_("职务"),
    "reveals": N_("查看联系方式"),
    "exports": N_("导出"),
    "report_ins": N_("报到"),
    "units": N_("单位报到"),
    "funds": N_("社区经费"),
    "records": N_("服务记录"),
    "teams": N_("服务队"),
    "projects": N_("项目"),
    "calls": N_("公益创投"),
    "evaluations": N_("项目评估"),
    "resolutions": N_("小区的决定"),
    "ledger": N_("公共收益账"),
    "statements": N_("公共收益报表"),
    "votes": N_("业主表决"),
    "consultations": N_("意见征询"),
    "councils": N_("小区的会"),
    "covenants": N_("小区公约"),
    "log": N_("日志的签名"),
    "heads": N_("每本记录写到哪里"),
    "witness": N_("给邻区的日志联署"),
}
KIND_WORDS = {
    "resolution published": N_("公布了一个决定"),
    "resolution corrected": N_("更正了一个决定"),
    "heads": N_("记下每本记录写到第几条"),
    "cosigned": N_("联署了邻区的校验码"),
    "vote announce": N_("业主表决公告"),
    "vote freeze": N_("业主名册定下来"),
    "vote open": N_("业主表决开始投票"),
    "vote close": N_("业主表决截止"),
    "vote count": N_("业主表决计票"),
    "vote publish": N_("业主表决结果公示"),
    "vote cancel": N_("业主表决取消"),
    "vote seat": N_("监票人、录票人的答复"),
    "vote owner change": N_("表决期间一套换了业主"),
    "vote ballot": N_("一张选票进了册子"),
    "vote result": N_("业主表决的结果"),
    "vote outcome": N_("业主表决里一个问题的结果"),
    "consultation announced": N_("意见征询公布"),
    "consultation cancelled": N_("意见征询取消"),
    "consultation result": N_("意见征询的结果"),
    "vote objection": N_("业主表决里提了一件异议"),
    "vote objection withdrawn": N_("业主表决里收回了一件异议"),
    "vote objection answered": N_("业主表决里答复了一件异议"),
    "vote thaw": N_("因为异议成立，业主名册要重新定"),
    "vote recounted": N_("业主表决有一个人重数了"),
    "vote stands": N_("重数以后，业主表决的结果不变"),
    "vote void": N_("业主表决的结果作废"),
    "vote sign": N_("监票人签或不签结果"),
    "meeting announced": N_("通知了一次会"),
    "meeting moved": N_("一次会改了时间或者地方"),
    "meeting called off": N_("一次会不开了"),
    "minutes published": N_("公布了一次会的记录"),
    "minutes corrected": N_("更正了记录里的一处"),
    "covenant open for remarks": N_("公约草案开始听意见"),
    "covenant adopted": N_("通过了一版公约"),
    "covenant in force": N_("一版公约开始用"),
    "signed in": N_("登录"),
    "sign-in failed": N_("登录没成"),
    "sign-in refused": N_("停用的账号来登录"),
    "second factor set": N_("设了两步验证"),
    "second factor shown": N_("过了两步验证"),
    "second factor failed": N_("两步验证没过"),
    "recovery codes made": N_("做了备用码"),
    "session ended": N_("本人退出一台设备"),
    "other sessions ended": N_("本人退出别的设备"),
    "all sessions ended": N_("一个账号的所有设备都退出"),
    "denied": N_("门没有开：没有这项权限"),
    "account looked up": N_("查了一个账号"),
    "account disabled": N_("停用了一个账号"),
    "account enabled": N_("恢复了一个账号"),
    "account signed out": N_("让一个账号的设备都退出"),
    "second factor reset asked": N_("提出重设两步验证"),
    "second factor reset agreed": N_("重设了两步验证（两人）"),
    "second factor reset refused": N_("拒绝重设两步验证"),
    "administrator asked": N_("提名一名管理员"),
    "administrator agreed": N_("设了一名管理员（两人）"),
    "administrator refused": N_("拒绝设管理员"),
    "end of administrator asked": N_("提出免去一名管理员"),
    "end of administrator agreed": N_("免去了一名管理员（两人）"),
    "end of administrator refused": N_("拒绝免去管理员"),
    "given": N_("给了一个职务"),
    "ended": N_("结束了一个职务"),
    "calendar changed": N_("改了日历"),
    "confirmed": N_("确认一个职务还在担任"),
    "break-glass asked": N_("请求紧急查看"),
    "break-glass agreed": N_("同意紧急查看（两人）"),
    "break-glass refused": N_("拒绝紧急查看"),
    "break-glass ended": N_("紧急查看提前结束"),
    "account_closed": N_("本人注销了账号"),
    "account_locked": N_("本人锁上了资料"),
    "account_opened": N_("本人打开了锁上的资料"),
    "data_key_added": N_("做了一把新的数据钥匙"),
    "data_key_destroyed": N_("销毁了一把数据钥匙"),
    "import applied": N_("批量导入"),
    "file applied": N_("按一份文件建了岗位、服务队或者轮值"),
    "list applied": N_("按一份名单办了"),
    "team consented": N_("居委会同意了一支服务队"),
    "team consent taken back": N_("居委会收回了对一支服务队的同意"),
    "project review": N_("写下了项目评议的结果"),
    "project grant": N_("公益创投支持了项目"),
    "project decline": N_("一个项目没有通过"),
    "project call": N_("一个项目开始招人"),
    "project staff": N_("一个项目人齐了"),
    "project start": N_("一个项目开始做"),
    "project finish": N_("一个项目做完了"),
    "project evaluate": N_("一个项目评估过了"),
    "project close": N_("一个项目结项了"),
    "project give_up": N_("一个项目不做了"),
    "call change": N_("改了一次公益创投的章程"),
    "ledger entry": N_("公共收益账入了一笔"),
    "ledger statement": N_("公示了一期公共收益报表"),
    "ledger fund rule": N_("改了收益进维修资金的规则"),
    "call open": N_("一次公益创投开始收申请"),
    "call close_book": N_("一次公益创投的申请收完了"),
    "call tell": N_("公益创投的结果先告诉了申请的人"),
    "call publish": N_("公布了一次公益创投的结果"),
    "call start": N_("一次公益创投的项目开始做"),
    "call close": N_("一次公益创投结束了"),
    "call call_off": N_("一次公益创投不办了"),
    "call remind": N_("提醒了公益创投的下一步"),
    "call move_up": N_("公益创投到期没动，转到了上一级"),
    "evaluation published": N_("公开了一份项目评估"),
    "key": N_("换了签日志的钥匙"),
    "key in use": N_("开始用新钥匙签日志"),
    "ask": N_("一方提出单位报到"),
    "agree": N_("同意单位报到"),
    "refuse": N_("没有同意单位报到"),
    "withdraw": N_("收回了单位报到"),
    "end": N_("结束了单位报到"),
    "move": N_("单位换了报到的社区"),
    "propose_rhythm": N_("提出换一个节奏"),
    "agree_rhythm": N_("同意换节奏"),
    "keep_rhythm": N_("节奏照旧"),
    "liaison_joined": N_("一名联络员答应了"),
    "liaison_left": N_("一名联络员卸下了"),
    "planned": N_("记了一笔经费计划"),
    "spent": N_("记了一笔支出"),
    "taken back": N_("冲回了一笔支出"),
    "reversed": N_("冲回了一条服务记录"),
    "corrected": N_("更正了一条服务记录"),
    "revealed": N_("看了联系方式"),
    "complainant_asked": N_("请求看投诉是谁说的"),
    "complainant_allowed": N_("核准看投诉是谁说的（两人）"),
    "complainant_refused": N_("不核准看投诉是谁说的"),
    "complainant_seen": N_("看了投诉是谁说的"),
    "proof seen": N_("看过了一份证件原件"),
    "proof not seen": N_("一份证件没有看成"),
    "asked": N_("要一份表格"),
    "released": N_("放行了一份表格（两人）"),
    "refused": N_("没有放行一份表格"),
    "taken": N_("下载了一份表格"),
    "incident": N_("一份表格泄露了，通知了表里的人"),
}
HOW_WORDS = {
    "code": N_("验证码"),
    "app": N_("验证器"),
    "recovery": N_("备用码"),
    "own_page": N_("本人"),
    "security": N_("安全管理员"),
    "disabled": N_("账号停用"),
    "factor_reset": N_("两步验证重设"),
}
# Limits that ring (base/limits.py), by the word under which they are counted.
LIMIT_WORDS = {
    "codes-all": N_("今天的验证码用完了"),
    "reveal": N_("看联系方式太多的人"),
    "view": N_("看求助太多的人"),
    "search": N_("按电话查人太多的人"),
    "export": N_("导出名单太多的人"),
    "break-glass": N_("请求紧急查看太多的人"),
    "denied": N_("一直在试没有权限的门的人"),
}
# As what somebody looked, and why, as the person concerned reads it; marked to be translated.
LOOK_MARKS = (N_("紧急查看"), N_("安全管理员"), N_("紧急情况"))
# Of what an entry says, the parts that tell a reader something; ids stay in the log.
_OFFICES = {str(kind): word for kind, word in OFFICE_NAMES}


def kind_words(kind: str) -> str:
    """What happened, in the reader's language; empty for a kind that has no words."""
    word = KIND_WORDS.get(kind)
    return _(word) if word else ""


def fact_words(body: Mapping[str, Plain], place: str) -> str:
    said = [place] if place else []
    for name, value in body.items():
        if name == "how" and value in HOW_WORDS:
            said.append(_(HOW_WORDS[str(value)]))
        elif name == "kind" and value in _OFFICES:
            said.append(str(_OFFICES[str(value)]))
        elif name in {"page", "count"}:
            said.append(str(value))
    return " · ".join(said)

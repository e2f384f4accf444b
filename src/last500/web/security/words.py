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
}
KIND_WORDS = {
    "sign_in": N_("登录"),
    "sign_in_failed": N_("登录没成"),
    "sign_in_closed": N_("停用的账号来登录"),
    "second_factor_set": N_("设了两步验证"),
    "second_factor_shown": N_("过了两步验证"),
    "second_factor_failed": N_("两步验证没过"),
    "recovery_codes_made": N_("做了备用码"),
    "session_ended": N_("本人退出一台设备"),
    "sessions_ended": N_("本人退出别的设备"),
    "all_sessions_ended": N_("一个账号的所有设备都退出"),
    "denied": N_("门没有开：没有这项权限"),
    "account_looked_up": N_("查了一个账号"),
    "account_disabled": N_("停用了一个账号"),
    "account_enabled": N_("恢复了一个账号"),
    "account_signed_out": N_("让一个账号的设备都退出"),
    "second_factor_reset_asked": N_("提出重设两步验证"),
    "second_factor_reset_agreed": N_("重设了两步验证（两人）"),
    "second_factor_reset_refused": N_("拒绝重设两步验证"),
    "administrator_give_asked": N_("提名一名管理员"),
    "administrator_give_agreed": N_("设了一名管理员（两人）"),
    "administrator_give_refused": N_("拒绝设管理员"),
    "administrator_end_asked": N_("提出免去一名管理员"),
    "administrator_end_agreed": N_("免去了一名管理员（两人）"),
    "administrator_end_refused": N_("拒绝免去管理员"),
    "office_confirmed": N_("确认一个职务还在担任"),
    "break_glass_asked": N_("请求紧急查看"),
    "break_glass_agreed": N_("同意紧急查看（两人）"),
    "break_glass_refused": N_("拒绝紧急查看"),
    "break_glass_ended": N_("紧急查看提前结束"),
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
# As what somebody looked, and why, as the person concerned reads it; marked to be translated.
LOOK_MARKS = (N_("紧急查看"), N_("安全管理员"), N_("紧急情况"))
# Of what an entry says, the parts that tell a reader something; ids stay in the log.
_OFFICES = {str(kind): word for kind, word in OFFICE_NAMES}


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

"""What each model says of the personal data it holds: class, purpose, basis, how long, whose.

The words are Chinese: they are shown to everybody on /privacy/ and printed into docs/privacy.md.
How long is executable: each app's `retention.py` says when a term begins and what then happens
(base.erasing); the numbers of days stand in settings.KEEP_DAYS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base.marking import N_


class Kind(StrEnum):
    """Field classes of the privacy rules: how much harm a leak would do."""

    PUBLIC = "C0"
    INTERNAL = "C1"
    PERSONAL = "C2"  # name, phone, address
    SENSITIVE = "C3"  # health, party status, minors, free text of a request


KIND_WORDS: Mapping[Kind, str] = {
    Kind.PUBLIC: N_("公开"),
    Kind.INTERNAL: N_("内部"),
    Kind.PERSONAL: N_("个人信息"),
    Kind.SENSITIVE: N_("敏感个人信息"),
}


class Keep(StrEnum):
    """How long, counted from the end of what the datum was given for; days in settings."""

    ACCOUNT = "account"
    REPORT_IN = "report_in"
    REQUEST = "request"
    COMPLAINT = "complaint"
    LOG = "log"
    CODE = "code"
    MESSAGE = "message"
    IMPORT = "import"
    INVITATION = "invitation"
    OFFICE = "office"
    EXPORT = "export"
    RECORD = "record"
    UNIT = "unit"
    DUTY = "duty"
    SERVICE = "service"
    LETTER = "letter"
    FORM = "form"
    COUNT = "count"
    SESSION = "session"
    HOUSEHOLD = "household"
    TOPIC = "topic"
    BALLOT = "ballot"


KEEP_WORDS: Mapping[Keep, str] = {
    Keep.ACCOUNT: N_("账号在，就在；注销账号时马上删去"),
    Keep.REPORT_IN: N_("报到结束后 {time}"),
    Keep.REQUEST: N_("求助办结后 {time}"),
    Keep.COMPLAINT: N_("投诉或建议了结后 {time}"),
    Keep.LOG: N_("记下后 {time}"),
    Keep.CODE: N_("失效后 {time}"),
    Keep.MESSAGE: N_("发出后 {time}"),
    Keep.IMPORT: N_("导入后 {time}"),
    Keep.INVITATION: N_("邀请发出后 {time}；本人答复了就马上删"),
    Keep.OFFICE: N_("职务结束后 {time}"),
    Keep.EXPORT: N_("导出后 {time}"),
    Keep.RECORD: N_("事情了结后 {time}（法律要求留存的证明）"),
    Keep.UNIT: N_("单位结束报到后 {time}"),
    Keep.DUTY: N_("岗位、结对、轮值、活动、项目结束后 {time}"),
    Keep.SERVICE: N_("账号在，就在；注销以后不留名字，再放 {time}"),
    Keep.LETTER: N_("开出后 {time}"),
    Keep.FORM: N_("表单发出后 {time}"),
    Keep.COUNT: N_("计数期过后 {time}"),
    Keep.SESSION: N_("退出或者过期时"),
    Keep.HOUSEHOLD: N_("和这一户的关系结束后 {time}"),
    Keep.TOPIC: N_("议题办完后 {time}"),
    Keep.BALLOT: N_("结果公布后 {time}"),
}


def days_of(keep: Keep) -> int:
    """Days from the moment the term begins; an operator may set each (LAST500_KEEP_…)."""
    return int(settings.KEEP_DAYS[keep.value])


def keep_words(keep: Keep) -> str:
    days = days_of(keep)
    years, rest = divmod(days, 365)
    if years and not rest:
        time = ngettext("%(n)d 年", "%(n)d 年", years) % {"n": years}
    else:
        time = ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days}
    return _(KEEP_WORDS[keep]).format(time=time)


CONSENT = "PIPL 13(1) consent"
DUTY = "PIPL 13(3) legal duty"
OFFICE_DUTY = "PIPL 13(2)"
BASIS_WORDS: Mapping[str, str] = {
    CONSENT: N_("你同意了（个人信息保护法第十三条第一项）"),
    OFFICE_DUTY: N_("履行职务需要（第十三条第二项）"),
    DUTY: N_("法定职责（第十三条第三项）"),
    "PIPL 14": N_("证明你同意过（第十四条）"),
    "PIPL 31": N_("监护人同意（第三十一条）"),
    "PIPL 57": N_("泄露时通知你（第五十七条）"),
    "PIPL 65": N_("投诉、举报的权利（第六十五条）"),
    "PIPL 51": N_("安全和追责（第五十一条）"),
}


@dataclass(frozen=True)
class Personal:
    """One personal field. `basis` names the article of the Personal Information Protection Law.

    `word` is what the person concerned reads as its name. `whose` is the path to the person where
    it differs from the model's. A `secret` (a key, a keyed hash) is never written into an export:
    it says nothing to a reader and would open doors.
    """

    kind: Kind
    purpose: str
    keep: Keep
    basis: str = CONSENT
    word: str = ""
    whose: str = ""
    secret: bool = False


# For `whose`: no row of people.Person stands behind it, so no account can read it.
NOBODY = "-"


@dataclass(frozen=True)
class Privacy:
    """Every model carries one as `privacy`; a guard test finds the model that does not.

    `what` and `seen_by` are sentences for readers; `whose` is the path from a row to its person.
    `plain` names each text field that holds nothing personal, with the reason: fields of other
    types that are not declared are internal (C1).
    """

    fields: Mapping[str, Personal] = field(default_factory=dict)
    what: str = ""
    seen_by: str = ""
    whose: str = ""
    plain: Mapping[str, str] = field(default_factory=dict)

    def owner(self, name: str) -> str:
        """The path from a row to the person whose field this is."""
        return self.fields[name].whose or self.whose


NO_PERSONAL_DATA = Privacy()

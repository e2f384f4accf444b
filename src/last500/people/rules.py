"""Names as they are shown, codes, and the versions of what people agree to."""

import re
import unicodedata

from last500.base.marking import N_

CODE_MINUTES = 10
CODE_TRIES = 5
LANGUAGES = ("zh-hans", "en")
NOTICE_VERSION = "2026-11-26"
# The key in a session under which the second factor of its person was shown.
SECOND_FACTOR = "second_factor"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_line(text: str) -> str:
    """One line as a person meant it: composed characters, no control characters, single spaces."""
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", text or "")).split())


def clean_text(text: str) -> str:
    """Several lines: as clean_line, but line breaks stay (at most two in a row)."""
    text = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


# What a browser says of itself, coarsely: the first fitting line wins, so the narrow ones stand
# before those they pretend to be.
DEVICES = (
    ("tablet", N_("平板"), r"iPad|Tablet|Android(?!.*Mobile)"),
    ("phone", N_("手机"), r"Mobile|iPhone|Android|HarmonyOS"),
    ("computer", N_("电脑"), r"Windows|Macintosh|Linux|CrOS"),
)
BROWSERS = (
    ("wecom", N_("企业微信"), r"wxwork"),
    ("wechat", N_("微信"), r"MicroMessenger"),
    ("qq", N_("QQ 浏览器"), r"MQQBrowser|QQBrowser"),
    ("uc", N_("UC 浏览器"), r"UCBrowser|UBrowser"),
    ("huawei", N_("华为浏览器"), r"HuaweiBrowser"),
    ("xiaomi", N_("小米浏览器"), r"MiuiBrowser"),
    ("edge", N_("Edge"), r"Edg"),
    ("firefox", N_("火狐"), r"Firefox|FxiOS"),
    ("chrome", N_("Chrome"), r"Chrome|CriOS"),
    ("safari", N_("Safari"), r"Safari"),
)
OTHER_DEVICE, OTHER_BROWSER = N_("别的设备"), N_("别的浏览器")


def device_code(user_agent: str) -> str:
    """`phone:wechat` and the like: enough to recognise one's own, not enough to tell two apart."""

    def first(lines: tuple[tuple[str, str, str], ...]) -> str:
        return next((code for code, _word, says in lines if re.search(says, user_agent[:400])), "")

    return f"{first(DEVICES)}:{first(BROWSERS)}"


def device_words(code: str) -> tuple[str, str]:
    """The two source words of a device code."""
    device, _colon, browser = code.partition(":")
    words = {known: word for known, word, _says in (*DEVICES, *BROWSERS)}
    return words.get(device, OTHER_DEVICE), words.get(browser, OTHER_BROWSER)


# Ten groups of fifty random bits; nobody types them often, so the letters are those of a number.
RECOVERY_CODES = 10
RECOVERY = re.compile(r"[0-9A-HJKMNP-TV-Z]{10}")


def read_recovery_code(text: str) -> str | None:
    """A recovery code as it was typed, in its plain form; None when it cannot be one."""
    plain = re.sub(r"[\s-]", "", text or "").upper()
    plain = plain.translate(str.maketrans("OIL", "011"))
    return plain if RECOVERY.fullmatch(plain) else None

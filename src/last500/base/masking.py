"""What is shown of a telephone number, a name, an address to whom the whole is not shown.

The one place that cuts them: a guard test finds any other.
"""

import re
import unicodedata

HIDDEN = "****"
# At least so many digits of a number stay hidden, however short it is.
_LEAST_HIDDEN = 4
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BUILDING = re.compile(r"^.*?(?:号楼|[栋幢座]|楼(?!层|道|上|下))")
_BEHIND_THE_BUILDING = re.compile(r"单元|[室户门]|\d{3,}")


def phone(number: str) -> str:
    """138****8000: enough to recognise one's own, not enough to call."""
    digits = number.strip()
    if len(digits) < 7:
        return HIDDEN
    tail = min(4, len(digits) - _LEAST_HIDDEN)
    head = max(0, min(3, len(digits) - tail - _LEAST_HIDDEN))
    return f"{digits[:head]}{HIDDEN}{digits[-tail:]}"


def name(full: str) -> str:
    """张** for 张三丰 and for 张三, 阿** for 阿依古丽·买买提, M** for Mary: one sign only.

    A sign is a character with the marks that belong to it; half a surrogate pair is none.
    """
    signs = unicodedata.normalize("NFC", _SURROGATE.sub("", full)).lstrip(" ·•-.　").strip()
    if not signs:
        return "**"
    end = 1
    while end < len(signs) and _belongs_to_the_one_before(signs[end]):
        end += 1
    return f"{signs[:end]}**"


def _belongs_to_the_one_before(sign: str) -> bool:
    selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    return selector or unicodedata.combining(sign) > 0


def address(text: str) -> str:
    """The address as far as the building: 芙蓉苑3号楼 for 芙蓉苑3号楼2单元301, never the door.

    Where no building is named and the words may be a door's, nothing is left but ****.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _BUILDING.match(plain)
    if found:
        return found.group()
    return HIDDEN if not plain or _BEHIND_THE_BUILDING.search(plain) else plain


def email(address: str) -> str:
    """c****@example.org: the first sign of the mailbox and the house it stands in."""
    mailbox, at, house = address.strip().partition("@")
    return f"{mailbox[:1]}{HIDDEN}{at}{house}" if mailbox and house else HIDDEN

"""Telephone numbers of people somebody would rather not meet, one in a line."""

import re

from django import forms
from django.utils.translation import gettext

from last500.base.errors import Refused
from last500.people.actions import read_phone

MOST_AVOIDED = 20
_BETWEEN_NUMBERS = re.compile(r"[\n,，;；、/]+")


def read_numbers(text: str) -> tuple[str, ...]:
    """The numbers as they were typed. Raises ValidationError with the one that is none."""
    lines = _BETWEEN_NUMBERS.split(text)
    numbers = tuple(line.strip() for line in lines if line.strip())
    if len(numbers) > MOST_AVOIDED:
        raise forms.ValidationError(gettext("一次最多写 20 个电话。"))
    for number in numbers:
        try:
            read_phone(number, "avoid")
        except Refused as refused:
            raise forms.ValidationError(f"{number}：{refused.message}") from None
    return numbers

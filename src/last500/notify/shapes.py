"""What one kind of message says, and when it may go out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageKind:
    """Words of one kind of message. Placeholders are names of parameters; no personal data.

    `path` is the page it leads to. Texts are Chinese sources, translated for the reader.
    `any_hour` goes out in quiet hours as well: somebody is in danger, or has just asked for it.
    `urgent` goes out in the quiet hours of whoever said that urgent things may.
    """

    title: str
    body: str
    path: str
    any_hour: bool = False
    urgent: bool = False

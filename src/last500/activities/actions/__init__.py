"""The verbs of activities."""

from last500.activities.actions.attendance import helped, here, tick
from last500.activities.actions.feeds import FEED_INDEX, end_feed, renew_feed
from last500.activities.actions.jobs import ask_again, end_due, lapse_asks, remind_due
from last500.activities.actions.photos import (
    add_photo,
    agree_to_photos,
    no_photos,
    remove_photo,
)
from last500.activities.actions.planning import (
    call_off,
    change,
    consent,
    open_,
    set_up,
    set_up_series,
)
from last500.activities.actions.signing import answer, bring, cancel, join, sign_up
from last500.activities.actions.step import Clash, Full
from last500.activities.actions.swapping import (
    answer_swap,
    offer_by_link,
    offer_swap,
    take_offer_back,
    take_over,
)
from last500.activities.actions.words import say
from last500.activities.plan import plan_of

__all__ = [
    "FEED_INDEX",
    "Clash",
    "Full",
    "add_photo",
    "agree_to_photos",
    "answer",
    "answer_swap",
    "ask_again",
    "bring",
    "call_off",
    "cancel",
    "change",
    "consent",
    "end_due",
    "end_feed",
    "helped",
    "here",
    "join",
    "lapse_asks",
    "no_photos",
    "offer_by_link",
    "offer_swap",
    "open_",
    "plan_of",
    "remind_due",
    "remove_photo",
    "renew_feed",
    "say",
    "set_up",
    "set_up_series",
    "sign_up",
    "take_offer_back",
    "take_over",
    "tick",
]

"""The verbs of a rota, by who speaks: the desk, the household, the members, the clock."""

from last500.rotas.actions.arranging import Arranging, arrange, invite
from last500.rotas.actions.household import (
    agree,
    end,
    keep_terms,
    pause,
    renew,
    resume,
    skip,
)
from last500.rotas.actions.members import (
    accept_ahead,
    cannot,
    decline,
    join,
    join_again,
    leave,
    rest,
)
from last500.rotas.actions.own_data import take_back
from last500.rotas.actions.swapping import agree_to_swap, ask_to_swap, call_off
from last500.rotas.actions.turns import (
    find_stand_ins,
    lapse_invitations,
    lay_out_further,
    place_due,
    place_turn,
)

__all__ = [
    "Arranging",
    "accept_ahead",
    "agree",
    "agree_to_swap",
    "arrange",
    "ask_to_swap",
    "call_off",
    "cannot",
    "decline",
    "end",
    "find_stand_ins",
    "lapse_invitations",
    "invite",
    "join",
    "join_again",
    "keep_terms",
    "lay_out_further",
    "leave",
    "pause",
    "place_due",
    "place_turn",
    "renew",
    "rest",
    "resume",
    "skip",
    "take_back",
]

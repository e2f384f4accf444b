"""One card as the desk sees it: the matter in clear, the person masked, what can be done now."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.dispatch.overrides import overrides_of
from last500.dispatch.queries import BestHelper, best_helpers
from last500.dispatch.words import reason_words
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.rotas.actions.arranging import why_no_rota
from last500.rotas.queries import rota_of
from last500.service_requests import rules
from last500.service_requests.categories import BY_CODE
from last500.service_requests.fitting import answers_of
from last500.service_requests.models import Event, ServiceRequest
from last500.service_requests.queries import helper_word, merge_proposals, timeline
from last500.service_requests.rules import Action, Role, Route, State
from last500.service_requests.suggestions import GROUNDS, suggest
from last500.stats.queries import strip
from last500.stats.words import span
from last500.teams.queries import working_at
from last500.web.desk.asking import asking_context
from last500.web.desk.forms import (
    CATEGORY_NAMES,
    DeclineForm,
    NoteForm,
    OfferForm,
    ReferForm,
    first_summary,
    verify_form,
)
from last500.web.desk.gate import Lying, pile_address, seen_mark
from last500.web.desk.queries import (
    MAIN_PILES,
    Desk,
    compounds_below,
    desk_at,
    helpers_of,
    note_shown,
    same_kind_open,
)
from last500.web.desk.words import (
    EMPTY_WORDS,
    FIELD_WORDS,
    IS_EMERGENCY,
    NOT_EMERGENCY,
    PILE_WORDS,
    REVEAL_REASONS,
    step_words,
)
from last500.web.times import near_day

PROPOSED, OTHERS = 3, 10
HEADING_GOOD, HEADING_MOST = 22, 34
# Why the desk looks at a contact, unless it says otherwise.
REASON_BY_STATE = {State.DONE: "call_back", State.PLACED: "verify", State.REOPENED: "verify"}


def suggested(card: ServiceRequest) -> dict[str, Any]:
    """Kind and route that words of the text speak for: suggestions, never decisions.

    The routing table's own word, where one of its rules fired, comes before that of the words.
    """
    if Action.VERIFY not in rules.actions_from(card.state, Role.DESK):
        return {"category": "", "route": card.route, "because": ""}
    found = next(iter(suggest(card.text, 1)), None)
    by_words = found.route if found else Route.HELPERS
    return {
        "category": card.suggested_category or (found.category if found else ""),
        "route": card.route if card.routed_by else by_words,
        "because": _("、").join(found.because) if found else "",
    }


def can_do(actor: Actor, card: ServiceRequest) -> frozenset[Action]:
    """The steps open to the reader now."""
    found = rules.actions_from(card.state, Role.DESK)
    if actor.may(Permission.REQUEST_TRANSFER, card.place.path):
        found |= rules.actions_from(card.state, Role.ABOVE)
    return found


def heading(text: str) -> tuple[str, str]:
    """The first words as the card's title, and the whole text when it says more."""
    plain = text.strip()
    first = re.split(r"[。！？!?\n]", plain, maxsplit=1)[0].strip() or plain
    if len(first) > HEADING_GOOD:
        clause = re.match(rf"(.{{6,{HEADING_GOOD}}})[，,；;]", first)
        first = clause.group(1) if clause else first
    if len(first) > HEADING_MOST:
        return first[: HEADING_MOST - 1] + "…", plain
    return first, plain if len(plain) > len(first) + 1 else ""


def category_word(code: str) -> str:
    name = CATEGORY_NAMES.get(code)
    return _(name) if name else _("还没分类")


def facts_line(card: ServiceRequest, desk_id: int | None) -> str:
    """Where and what kind; the compound is named where the desk answers for several."""
    return " · ".join(
        filter(
            None,
            [
                card.place.name if card.place_id != desk_id else "",
                card.building.name if card.building else "",
                card.get_spot_display(),
                category_word(card.category),
            ],
        )
    )


def answer_rows(card: ServiceRequest) -> list[tuple[str, str]]:
    """The optional questions of the kind, as far as they were answered."""
    category, answers = BY_CODE.get(card.category), answers_of(card)
    answered = [
        (_(question.label), _(choice.label))
        for question in (category.questions if category else ())
        for choice in question.choices
        if answers.get(question.code) == choice.code
    ]
    wished = door_words(card.visit_wish)
    return [*answered, (_("上门的人"), wished)] if wished else answered


def door_words(visit_wish: Mapping[str, Any]) -> str:
    """Who may come to the door, as the one served wishes it. What a helper said of themself in
    this is shown to nobody: those proposed already fit it."""
    helper = {"f": _("最好是女邻居"), "m": _("最好是男邻居")}.get(visit_wish.get("helper", ""), "")
    pairs = _("两个人一起来") if visit_wish.get("pairs") else ""
    return _("，").join(filter(None, [helper, pairs]))


def contact_rows(
    actor: Actor, card: ServiceRequest, revealed: dict[str, str], how_did_it_go: str
) -> dict[str, Any]:
    """The person, masked; and which fields may be opened one at a time."""
    contact = card.contact
    may = actor.may(Permission.REVEAL, card.desk.path) and card.state in rules.OPEN
    reason = REASON_BY_STATE.get(State(card.state), "time")
    known = {"phone": contact.phone, "name": contact.name, "door": contact.door}
    return {
        "name": masking.name(contact.name) if contact.name else "",
        "phone": masking.phone(contact.phone) if contact.phone else "",
        "fields": [
            (field, _(FIELD_WORDS[field]))
            for field, value in known.items()
            if may and value and field not in revealed
        ],
        "revealed": [
            {"field": field, "word": _(FIELD_WORDS[field]), "value": value}
            for field, value in revealed.items()
        ],
        "reasons": [(code, _(word)) for code, word in REVEAL_REASONS.items()],
        "reason": reason,
        "reason_word": _(REVEAL_REASONS[reason]),
        "how_did_it_go": how_did_it_go,
    }


def wish(card: ServiceRequest, english: bool) -> str:
    """When the resident would like it: 周三 晚上."""
    day = near_day(card.wished_on, clock.today(), english) if card.wished_on else ""
    part = str(card.get_wished_part_display()) if card.wished_part != "any" else ""
    return " ".join(filter(None, [day, part]))


def first_proposed(state: str, wanted: int) -> int:
    """How many stand on the card as proposed, ticked already."""
    return max(PROPOSED, wanted) if state == State.VERIFIED else 0


def helper_rows(
    card: ServiceRequest, helpers: list[BestHelper], checked: set[UUID]
) -> list[dict[str, Any]]:
    return [
        {
            "value": helper.person.pk,
            "name": helper_word(helper.person),
            "where": where_word(card.place_id, helper.building, helper.place),
            "reasons": reason_words(helper.reasons) + asked_words(helper.asked_lately),
            "checked": helper.person.pk in checked,
        }
        for helper in helpers
    ]


def where_word(here: int, building: Place | None, place: Place) -> str:
    """`here` is the key of the place where help is wanted."""
    if place.pk == here:
        return building.name if building else ""
    return place.name


def asked_words(times: int) -> list[str]:
    """In words: nobody reads another person's numbers."""
    if not times:
        return []
    return [_("这个月请过好几次了") if times > 2 else _("这个月请过")]


def group_text(card: ServiceRequest, english: bool) -> str:
    """An invitation for the compound's chat group: place, kind and time, nothing of the person."""
    what = card.summary or first_summary(card, card.category) or _("一件事")
    when = wish(card, english) or _("时间好商量")
    return _(
        "【%(place)s】想请邻居搭把手：%(what)s。%(when)s，大约 %(minutes)d 分钟。"
        "愿意来的点这里：%(link)s"
    ) % {
        "place": card.place.name,
        "what": what,
        "when": when,
        "minutes": card.minutes,
        "link": f"{settings.SITE_URL}/j/{card.number}/",
    }


def history(events: list[Event]) -> list[dict[str, Any]]:
    """Steps as sentences, the newest first."""
    return [
        {
            "text": step_words(event.role, event.action, event.facts),
            "at": event.at,
            "note": event.note,
            "now": not number,
        }
        for number, event in enumerate(reversed(events))
    ]


def said_again(card: ServiceRequest) -> str:
    """What the resident said when it was not solved; one statement, for reopened requests only."""
    if card.state != State.REOPENED:
        return ""
    return next((e.note for e in reversed(timeline(card)) if e.action == Action.REOPEN), "")


def card_context(
    actor: Actor,
    card: ServiceRequest,
    lying: Lying,
    *,
    english: bool = False,
    forms: dict[str, Any] | None = None,
    revealed: dict[str, str] | None = None,
    how_did_it_go: str = "",
) -> dict[str, Any]:
    """All that the card's template shows; at most one statement more than the card itself."""
    can = can_do(actor, card)
    hint = suggested(card)
    title, body = heading(card.text)
    asking = card.state in {State.VERIFIED, State.OFFERED} and not card.suspected_emergency
    helpers = best_helpers(card, PROPOSED + OTHERS) if asking else []
    first = first_proposed(card.state, card.wanted)
    checked = {helper.person.pk for helper in helpers[:first]}
    return {
        "card": card,
        "lying": lying,
        "seen": seen_mark(card),
        "can": can,
        "urgent": bool(card.suspected_emergency) and Action.NOT_EMERGENCY in can,
        "title": title,
        "body": body,
        "state_word": _(rules.STATE_WORDS[State(card.state)]),
        "facts": facts_line(card, lying.desk),
        "wish": wish(card, english),
        "answers": answer_rows(card),
        "contact": contact_rows(actor, card, revealed or {}, how_did_it_go),
        "said_again": said_again(card),
        "hint": hint,
        "hint_word": _(rules.ROUTE_WORDS[Route(hint["route"])]),
        "hint_ground": _(GROUNDS[hint["route"]]) if hint["route"] in rules.REFERRALS else "",
        "hint_category": category_word(hint["category"]) if hint["category"] else "",
        "proposed": helper_rows(card, helpers[:first], checked),
        "others": helper_rows(card, helpers[first:], checked),
        "asking": asking,
        **(asking_context(card) if asking else {}),
        "team": helpers_of(card) if card.state in rules.WITH_HELPER else [],
        "group_text": group_text(card, english) if asking else "",
        "verify_form": verify_form(card, hint["category"]),
        "decline_form": DeclineForm(),
        "refer_form": ReferForm(initial={"route": hint["route"]}),
        "note_form": NoteForm(),
        "offer_form": OfferForm(None, []),
        "emergency_words": (NOT_EMERGENCY, IS_EMERGENCY),
        **(forms or {}),
    }


def more_context(actor: Actor, card: ServiceRequest) -> dict[str, Any]:
    """What stands behind 更多 on the page of one request."""
    can = can_do(actor, card)
    return {
        "history": history(timeline(card)),
        "same": _same(card) if Action.MERGE in can else [],
        "compounds": [
            place
            for place in (compounds_below(actor) if Action.TRANSFER in can else [])
            if place.pk != card.place_id
        ],
        "helpers": [(one, helper_word(one.helper)) for one in helpers_of(card)],
        "overrides": overrides_of(actor, card),
        "rota_of": rota_of(card),
        "can_rota": actor.may(Permission.ROTA_ARRANGE, card.place.path) and not why_no_rota(card),
        "teams": working_at(card.place) if Action.OFFER in can else [],
    }


def _same(card: ServiceRequest) -> list[tuple[ServiceRequest, str, str, str]]:
    """What it may be merged into: proposals with their reason first, then others of the kind."""
    repeats = merge_proposals(card)
    found = [(one.other, _("，").join(one.why)) for one in repeats]
    known = {one.pk for one, _why in found}
    others = same_kind_open(card) if card.category else []
    found += [(one, "") for one in others if one.pk not in known]
    return [(one, heading(one.text)[0], facts_line(one, one.place_id), why) for one, why in found]


def show(
    request: HttpRequest,
    card: ServiceRequest,
    lying: Lying,
    *,
    forms: dict[str, Any] | None = None,
    revealed: dict[str, str] | None = None,
    how_did_it_go: str = "",
    status: int = 200,
) -> HttpResponse:
    """The card where it lies: among its desk's piles, or on a page of its own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    english: bool = request.reader.english  # type: ignore[attr-defined]
    context = card_context(
        actor,
        card,
        lying,
        english=english,
        forms=forms,
        revealed=revealed,
        how_did_it_go=how_did_it_go,
    )
    if lying.desk is None:
        template = "web/desk/request_show.html"
        context |= more_context(actor, card)
        note_shown(actor, card, [one for one, *_words in context["same"]])
    else:
        template = "web/desk/desk_show.html"
        context |= desk_context(desk_at(actor, lying.desk), lying, context)
        note_shown(actor, card)
    response = render(request, template, context, status=status)
    if request.method == "POST":
        # The address stays that of the desk: an answer to a button cannot be opened again.
        response.headers["HX-Push-Url"] = "false"
    return response


def desk_context(desk: Desk, lying: Lying, card: dict[str, Any]) -> dict[str, Any]:
    """The desk around a card: its piles, its other pages, and how it went lately.

    The figures take the sixth statement; they step back where the card itself needs it.
    """
    key, counts = desk.place.pk, desk.counts
    late = counts["overdue"]
    return {
        "desk": desk.place,
        "counts": counts,
        "report_ins": desk.report_ins,
        "proofs": desk.proofs,
        "piles": [
            {
                "word": _(PILE_WORDS[code]),
                "count": counts[code],
                "href": pile_address(key, code),
                "current": code == lying.pile,
                "late": code == "overdue" and late,
            }
            for code in MAIN_PILES
        ],
        "pile_word": _(PILE_WORDS[lying.pile]),
        "empty_word": _(EMPTY_WORDS[lying.pile]),
        "skip": pile_address(key, lying.pile, (lying.at + 1) % max(1, counts[lying.pile])),
        "strip": strip(desk.place) if not _card_asked_more(card) else None,
        "span": span,
    }


def _card_asked_more(card: dict[str, Any]) -> bool:
    return bool(card.get("asking") or card.get("team") or card.get("said_again"))

"""Offices and what each allows, in one table; scope is the branch of the tree below its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from last500.base.marking import N_


class OfficeKind(StrEnum):
    SECRETARY = "secretary"  # of a compound organisation
    DEPUTY = "deputy"  # stands in for the secretary
    BOOKKEEPER = "bookkeeper"  # keeps the compound's books; another person confirms each entry
    COMMUNITY_OFFICER = "community_officer"
    STREET_OFFICER = "street_officer"
    DISTRICT_OFFICER = "district_officer"
    CITY_OFFICER = "city_officer"
    # Three administrators, none of whom can do what another does (GB/T 22239-2019, 8.1.4.2).
    OPERATOR = "operator"  # system administration: runs the system; sees no resident
    SECURITY_ADMIN = "security_admin"  # accounts: disable, enable, end sessions, reset a factor
    AUDIT_ADMIN = "audit_admin"  # reads the log of what happened; changes nothing


class OrganisationKind(StrEnum):
    COMPOUND_BRANCH = "compound_branch"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"
    UNIT = "unit"
    SOCIAL = "social"
    MERCHANT = "merchant"
    VOLUNTEERS = "volunteers"  # a volunteer team from outside the compound
    PROPERTY = "property"
    OWNERS_COMMITTEE = "owners_committee"


class Permission(StrEnum):
    """`thing:action`, alphabetical. Code asks for a permission, never for an office."""

    ACCOUNT_CONFIRM = "account:confirm"  # as the second person
    ACCOUNT_MANAGE = "account:manage"
    ACTIVITY_EDIT = "activity:edit"
    ADMINISTRATOR_CONFIRM = "administrator:confirm"  # as the second person
    ADMINISTRATOR_PROPOSE = "administrator:propose"
    AUDIT_READ = "audit:read"
    BREAK_GLASS_ASK = "break_glass:ask"
    BREAK_GLASS_CONFIRM = "break_glass:confirm"  # as the second person
    CALENDAR_EDIT = "calendar:edit"
    CALL_RUN = "call:run"  # a venture call: its rules, its panel, its result
    COMPLAINT_HANDLE = "complaint:handle"  # at the desk of this very place, never in its branch
    COMPLAINT_PLATFORM = "complaint:platform"  # the same, for complaints about the platform
    EXPORT_ASK = "export:ask"  # take a table away as a file
    EXPORT_RELEASE = "export:release"  # as the second person, for a large one
    FIGURES_READ = "figures:read"
    GRID_ARRANGE = "grid:arrange"  # who answers for which courtyard, building, entrance
    HOUSEHOLD_CONFIRM = "household:confirm"  # who lives or owns where, as they said themselves
    IMPORT_APPLY = "import:apply"
    LEDGER_CONFIRM = "ledger:confirm"  # as the second person: an entry, a statement
    LEDGER_POST = "ledger:post"  # income and spending of the common parts
    LIST_EDIT = "list:edit"  # needs and resources of a community, and who answers them
    MODE_SET = "mode:set"  # whether a district works by projects, by requests, or by both
    NOTICE_POST = "notice:post"
    OFFICE_GIVE = "office:give"
    PAIRING_ARRANGE = "pairing:arrange"
    PLACE_OPEN = "place:open"
    POST_EDIT = "post:edit"
    PROFILE_EDIT = "profile:edit"  # people, funds and venues of a community
    PROJECT_EDIT = "project:edit"  # propose, call, start and finish projects of this branch
    PROJECT_REVIEW = "project:review"  # call the panel together and write down its result
    PROOF_CHECK = "proof:check"  # a qualification that the law asks for was shown
    RECORD_CONFIRM = "record:confirm"  # as the organiser of what was done
    RECORD_REVIEW = "record:review"  # unusual concentrations, to be looked at by a person
    REPORT_IN_CONFIRM = "report_in:confirm"
    REQUEST_ENTER = "request:enter"  # on behalf of somebody, from paper or telephone
    REQUEST_HANDLE = "request:handle"  # verify, offer, decline, refer, merge, close
    REQUEST_READ = "request:read"
    REQUEST_TRANSFER = "request:transfer"  # between places; set a wrong route right
    REVEAL = "reveal:contact"
    ROTA_ARRANGE = "rota:arrange"
    ROUTING_EDIT = "routing:edit"
    SYSTEM_RUN = "system:run"
    TEAM_ARRANGE = "team:arrange"
    TEAM_CONSENT = "team:consent"  # the residents' committee's consent (志愿服务条例 42)
    TOPIC_HANDLE = "topic:handle"  # whose matter a topic is, what was decided, who does it
    TRIAL_RUN = "trial:run"  # try out a change on a street's own figures, in a model
    UNIT_MANAGE = "unit:manage"
    VOTE_RUN = "vote:run"  # prepare and record an owners' vote (Civil Code 278)
    WEIGHTS_SET = "weights:set"  # what each thing is worth when it is decided whom to ask


P = Permission
_DESK = frozenset(
    {
        P.REQUEST_READ,
        P.REQUEST_HANDLE,
        P.REQUEST_ENTER,
        P.REVEAL,
        P.REPORT_IN_CONFIRM,
        P.NOTICE_POST,
        P.FIGURES_READ,
        P.GRID_ARRANGE,
        P.HOUSEHOLD_CONFIRM,
        P.LEDGER_CONFIRM,
        P.LEDGER_POST,
        P.PAIRING_ARRANGE,
        P.ACTIVITY_EDIT,
        P.POST_EDIT,
        P.PROJECT_EDIT,
        P.PROOF_CHECK,
        P.RECORD_CONFIRM,
        P.ROTA_ARRANGE,
        P.TEAM_ARRANGE,
        P.TOPIC_HANDLE,
        P.VOTE_RUN,
    }
)
_GLASS = frozenset({P.BREAK_GLASS_ASK, P.BREAK_GLASS_CONFIRM})
_ABOVE = (
    _DESK
    | {
        P.COMPLAINT_HANDLE,
        P.REQUEST_TRANSFER,
        P.PLACE_OPEN,
        P.OFFICE_GIVE,
        P.ROUTING_EDIT,
        P.IMPORT_APPLY,
        P.EXPORT_ASK,
        P.EXPORT_RELEASE,
        P.CALL_RUN,
        P.LIST_EDIT,
        P.PROFILE_EDIT,
        P.PROJECT_REVIEW,
        P.RECORD_REVIEW,
        P.TEAM_CONSENT,
        P.UNIT_MANAGE,
    }
    | _GLASS
)
# The head of a place: proposes its administrators or confirms them, never both (one person each).
_HEAD = _GLASS | {P.ADMINISTRATOR_PROPOSE, P.ADMINISTRATOR_CONFIRM, P.ACCOUNT_CONFIRM}
_RUNS = frozenset({"city", "county", "street"})
# Office -> (levels of place at which it is held, what it allows on the branch below).
OFFICES: dict[OfficeKind, tuple[frozenset[str], frozenset[Permission]]] = {
    OfficeKind.SECRETARY: (frozenset({"compound"}), _DESK),
    OfficeKind.DEPUTY: (frozenset({"compound"}), _DESK),
    OfficeKind.BOOKKEEPER: (frozenset({"compound"}), frozenset({P.LEDGER_POST})),
    OfficeKind.COMMUNITY_OFFICER: (frozenset({"community"}), frozenset(_ABOVE)),
    OfficeKind.STREET_OFFICER: (
        frozenset({"street"}),
        frozenset(_ABOVE | _HEAD | {P.TRIAL_RUN, P.WEIGHTS_SET}),
    ),
    OfficeKind.DISTRICT_OFFICER: (
        frozenset({"county"}),
        frozenset({P.FIGURES_READ, P.OFFICE_GIVE, P.PLACE_OPEN, P.COMPLAINT_HANDLE})
        | {P.CALL_RUN, P.MODE_SET, P.TRIAL_RUN, P.WEIGHTS_SET}
        | _HEAD,
    ),
    OfficeKind.CITY_OFFICER: (
        frozenset({"city"}),
        frozenset({P.FIGURES_READ, P.OFFICE_GIVE, P.CALENDAR_EDIT, P.COMPLAINT_HANDLE, P.MODE_SET})
        | _HEAD,
    ),
    OfficeKind.OPERATOR: (
        _RUNS,
        frozenset({P.SYSTEM_RUN, P.PLACE_OPEN, P.OFFICE_GIVE, P.CALENDAR_EDIT, P.ROUTING_EDIT})
        | {P.ADMINISTRATOR_PROPOSE, P.BREAK_GLASS_ASK, P.COMPLAINT_PLATFORM},
    ),
    OfficeKind.SECURITY_ADMIN: (
        _RUNS,
        frozenset(
            {
                P.ACCOUNT_MANAGE,
                P.ACCOUNT_CONFIRM,
                P.ADMINISTRATOR_CONFIRM,
                P.BREAK_GLASS_CONFIRM,
            }
        ),
    ),
    OfficeKind.AUDIT_ADMIN: (_RUNS, frozenset({P.AUDIT_READ})),
}
ADMINISTRATORS = (OfficeKind.OPERATOR, OfficeKind.SECURITY_ADMIN, OfficeKind.AUDIT_ADMIN)
# What a break-glass allows: to read, for two hours; an unanswered wish for one lapses in one.
GLASS = frozenset({P.REQUEST_READ})
GLASS_LASTS, GLASS_WAITS = timedelta(hours=2), timedelta(hours=1)
# How long a step waits for its second person.
SECOND_PERSON_WAITS = timedelta(days=2)


class Matter(StrEnum):
    """A step that takes two people."""

    GIVE = "administrator_give"
    END = "administrator_end"
    FACTOR = "second_factor_reset"


ASKS: dict[Matter, Permission] = {
    Matter.GIVE: P.ADMINISTRATOR_PROPOSE,
    Matter.END: P.ADMINISTRATOR_PROPOSE,
    Matter.FACTOR: P.ACCOUNT_MANAGE,
}
CONFIRMS: dict[Matter, Permission] = {
    Matter.GIVE: P.ADMINISTRATOR_CONFIRM,
    Matter.END: P.ADMINISTRATOR_CONFIRM,
    Matter.FACTOR: P.ACCOUNT_CONFIRM,
}
# Offices that hold a desk: their place answers for the requests that lie there.
DESK_OFFICES = frozenset(
    {
        OfficeKind.SECRETARY,
        OfficeKind.DEPUTY,
        OfficeKind.COMMUNITY_OFFICER,
        OfficeKind.STREET_OFFICER,
    }
)
# Organisations from outside that report in to communities or are registered with them.
PARTNERS = (
    OrganisationKind.UNIT,
    OrganisationKind.SOCIAL,
    OrganisationKind.MERCHANT,
    OrganisationKind.VOLUNTEERS,
)
# Organisations in whose name a desk answers.
DESK_ORGANISATIONS = (
    OrganisationKind.COMPOUND_BRANCH,
    OrganisationKind.COMMUNITY,
    OrganisationKind.STREET,
)
STAFF = frozenset(OFFICES)
# What the person concerned reads of whoever looked at their data: the office, never the name.
DESK_WORDS = {
    "compound": N_("小区值守"),
    "community": N_("社区值守"),
    "street": N_("街道值守"),
}
ANY_DESK_WORDS = N_("值守")
OFFICE_WORDS: dict[OfficeKind, str] = {
    OfficeKind.SECRETARY: DESK_WORDS["compound"],
    OfficeKind.DEPUTY: DESK_WORDS["compound"],
    OfficeKind.BOOKKEEPER: N_("小区记账员"),
    OfficeKind.COMMUNITY_OFFICER: N_("社区工作人员"),
    OfficeKind.STREET_OFFICER: N_("街道工作人员"),
    OfficeKind.DISTRICT_OFFICER: N_("区县工作人员"),
    OfficeKind.CITY_OFFICER: N_("市工作人员"),
    OfficeKind.OPERATOR: N_("系统管理员"),
}
# Who may give which office: a higher office gives a lower one, the operator opens the first ones.
MAY_GIVE: dict[OfficeKind, frozenset[OfficeKind]] = {
    OfficeKind.OPERATOR: frozenset(
        {
            OfficeKind.CITY_OFFICER,
            OfficeKind.DISTRICT_OFFICER,
            OfficeKind.STREET_OFFICER,
            OfficeKind.COMMUNITY_OFFICER,
        }
    ),
    OfficeKind.CITY_OFFICER: frozenset({OfficeKind.DISTRICT_OFFICER}),
    OfficeKind.DISTRICT_OFFICER: frozenset({OfficeKind.STREET_OFFICER}),
    OfficeKind.STREET_OFFICER: frozenset(
        {
            OfficeKind.COMMUNITY_OFFICER,
            OfficeKind.SECRETARY,
            OfficeKind.DEPUTY,
            OfficeKind.BOOKKEEPER,
        }
    ),
    OfficeKind.COMMUNITY_OFFICER: frozenset(
        {OfficeKind.SECRETARY, OfficeKind.DEPUTY, OfficeKind.BOOKKEEPER}
    ),
    OfficeKind.SECRETARY: frozenset({OfficeKind.DEPUTY, OfficeKind.BOOKKEEPER}),
    OfficeKind.DEPUTY: frozenset(),
    OfficeKind.BOOKKEEPER: frozenset(),
    # Administrators give no office; they themselves are given by two people (administrators.py).
    OfficeKind.SECURITY_ADMIN: frozenset(),
    OfficeKind.AUDIT_ADMIN: frozenset(),
}


# An office that goes on is confirmed so often by whoever gives it (decision 0015).
CONFIRMED_EVERY = timedelta(days=183)


def waits_for_word(day: date, from_on: date, confirmed_on: date | None) -> bool:
    return day - (confirmed_on or from_on) >= CONFIRMED_EVERY


def acts_on(day: date, from_on: date, to_on: date | None) -> bool:
    """An office acts from its first day to its last, both included."""
    return from_on <= day and (to_on is None or day <= to_on)


@dataclass(frozen=True)
class Calendar:
    """Working days: Monday to Friday, but for the days an edited calendar names otherwise.

    `special` maps a date to True (worked, e.g. a Saturday made up) or False (a holiday). The
    yearly notice of the State Council on holidays is its source; it is edited on a page.
    """

    special: dict[date, bool]
    zone: ZoneInfo

    def works(self, day: date) -> bool:
        return self.special.get(day, day.weekday() < 5)

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The same hour `days` working days later; a start on a day off counts from its end."""
        local = start.astimezone(self.zone)
        if not self.works(local.date()):
            local = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            while not self.works(local.date()):
                local += timedelta(days=1)
            local = local.replace(hour=9)
        for _ in range(days):
            local += timedelta(days=1)
            while not self.works(local.date()):
                local += timedelta(days=1)
        return local.astimezone(start.tzinfo)


def nearest_desk(path_from_here_up: Iterable[int], staffed: set[int]) -> int | None:
    """The first place going up that has an acting office; None when nobody acts anywhere."""
    return next((place for place in path_from_here_up if place in staffed), None)

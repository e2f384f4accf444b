"""The market: who sees requests and needs, what filters hide, what the order is."""

from mutants.faults.kinds import Fault, S

P = f"{S}/market"
RULES, PAGES = f"{P}/tests/test_rules.py", f"{P}/tests/test_pages.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a filter that hides in silence",
        "what two filters hide is nowhere counted",
        f"{P}/rules.py",
        "            several += 1\n",
        "            several += 0\n",
        (f"{RULES}::test_every_line_is_shown_once_or_counted_once",),
    ),
    Fault(
        "the emptiest first",
        "the order looks at how many came, no longer at time",
        f"{P}/rules.py",
        "    return day, _minute(slot), ring(",
        "    return -line.wanted, day, _minute(slot), ring(",
        (f"{RULES}::test_how_many_are_wanted_never_moves_a_line",),
    ),
    Fault(
        "the neighbouring district counts as near",
        "a filter of distance lets through what is further away",
        f"{P}/rules.py",
        "            return number\n    return 4\n",
        "            return number\n    return 3\n",
        (f"{RULES}::test_rings_grow_from_the_compound_to_beyond_the_district",),
    ),
    Fault(
        "a date that is over",
        "yesterday's date is offered again",
        f"{P}/rules.py",
        "    since = max(since, slot.first, today)\n",
        "    since = slot.first\n",
        (f"{RULES}::test_windows_of_time",),
    ),
    Fault(
        "every member reads the lists' needs",
        "needs that only units can claim are offered to members",
        f"{P}/sources.py",
        "    if not reader.units:\n        return Found()\n"
        "    here = UnitReportIn.objects.agreed().filter(organisation__in=reader.units)\n",
        "    here = UnitReportIn.objects.agreed()\n",
        (f"{PAGES}::test_needs_are_for_units_of_that_street",),
    ),
    Fault(
        "what is mine is offered again",
        "a post stays on the page of whoever holds it",
        f"{P}/sources.py",
        'exclude(Q(pk__in=held.values("post")) | Q(pk__in=waits.values("post")))',
        'exclude(pk__in=waits.values("post"))',
        (f"{PAGES}::test_what_is_full_paused_over_or_mine_is_not_there",),
    ),
    Fault(
        "anybody's team",
        "whoever knows a team's key looks through its eyes",
        f"{P}/looking.py",
        "filter(pk=known, leader=actor.person)",
        "filter(pk=known)",
        (f"{PAGES}::test_a_team_looks_through_its_leader_with_what_its_kind_can_do",),
    ),
)

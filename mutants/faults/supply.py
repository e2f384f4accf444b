"""The supply map: nothing of few, silence is not wealth, nobody is moved, an ask is only asked."""

from mutants.faults.kinds import Fault, S

WITHHOLDING = f"{S}/dispatch/tests/test_withholding.py"
SHEETS = f"{S}/dispatch/tests/test_supply_sheets.py"
SUPPLY = f"{S}/dispatch/tests/test_supply.py"
PLANS = f"{S}/dispatch/tests/test_rebalancing.py"
PAGES = f"{S}/web/supply/tests/test_pages.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "the rest tells of a few",
        "what is left out can be worked out from the sum",
        f"{S}/dispatch/withholding.py",
        "            if not self._fits(rest):\n",
        "            if rest < 0:\n",
        (f"{WITHHOLDING}::test_no_figure_of_a_few_people_can_be_worked_out",),
    ),
    Fault(
        "who stays at home is told",
        "all less those who would go are the four who would not",
        f"{S}/dispatch/withholding.py",
        "            changed |= _level(*pair, alone=NOTHING)\n",
        "            changed |= _level(*pair, alone=0)\n",
        (f"{SHEETS}::test_who_would_go_is_not_told_where_four_would_not",),
    ),
    Fault(
        "a figure of four is shown",
        "five must stand behind a figure, and four do",
        f"{S}/dispatch/withholding.py",
        "SMALLEST = 5\n",
        "SMALLEST = 4\n",
        (f"{SHEETS}::test_nothing_of_one_to_four_people_is_ever_written_down",),
    ),
    Fault(
        "silence is wealth",
        "a place where nobody asked is asked to give",
        f"{S}/dispatch/supply.py",
        "        if not any(cell.demand for cell in self.cells):\n            return {}\n",
        "",
        (f"{SUPPLY}::test_hours_are_to_spare_only_where_somebody_asked_for_the_kind",),
    ),
    Fault(
        "pledges count as they stand",
        "whoever declares much and serves nothing makes a place look rich",
        f"{S}/dispatch/supply.py",
        "    return min(free, asked, served * DAYS * 3 // (LOOK_BACK * 2) + FIRST_HOUR)\n",
        "    return min(free, asked)\n",
        (f"{SUPPLY}::test_declaring_more_never_counts_for_more_than_was_shown",),
    ),
    Fault(
        "the near one has both halves first",
        "one place gets all it lacks while another gets nothing",
        f"{S}/dispatch/rebalancing.py",
        "    first = (blocks + 1) // 2\n",
        "    first = blocks\n",
        (f"{PLANS}::test_everybody_gets_the_first_half_before_anybody_gets_the_second",),
    ),
    Fault(
        "who rests is counted",
        "a helper on a break stands in the supply",
        f"{S}/dispatch/supply_facts.py",
        "    rows = rows.filter(Q(paused_until=None) | Q(paused_until__lte=today), "
        "person__is_active=True)\n",
        "    rows = rows.filter(person__is_active=True)\n",
        (f"{SHEETS}::test_who_rests_waits_has_ended_or_is_locked_does_not_count",),
    ),
    Fault(
        "a desk is asked as often as somebody presses",
        "four weeks are no limit",
        f"{S}/dispatch/supply_asks.py",
        "    if not known.filter(asked_at__lte=clock.now() - ASK_AGAIN).update(**fresh):\n",
        "    if not known.update(**fresh):\n",
        (f"{PAGES}::test_one_press_asks_the_other_desk_and_no_second_within_four_weeks",),
    ),
    Fault(
        "the asker answers for the other",
        "whoever asked says the other desk's yes",
        f"{S}/web/supply/pages.py",
        "filter(asked=place, pk=key)",
        "filter(pk=key)",
        (f"{PAGES}::test_whoever_asked_does_not_answer_for_the_other",),
    ),
    Fault(
        "offers to named helpers are thrown open",
        "one press shows to all what was told to a few",
        f"{S}/dispatch/supply_asks.py",
        "    return rows.filter(open_to__in=NARROWER, level__in=NARROWER,",
        "    return rows.filter(level__in=NARROWER,",
        (f"{PAGES}::test_one_press_opens_all_waiting_offers_of_a_kind_one_level_further",),
    ),
)

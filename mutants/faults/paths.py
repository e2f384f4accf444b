"""A compound's path: what ticks a step, whose it is, and that it presses nobody."""

from mutants.faults.kinds import Edit, Fault, S

P = f"{S}/paths"
RULES, TICKS = f"{P}/tests/test_rules.py", f"{P}/tests/test_ticks.py"
LIFE, PAGES = f"{P}/tests/test_life.py", f"{P}/tests/test_pages.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "an open-air meeting leads",
        "minutes of any body walk the step of those who lead",
        f"{S}/councils/queries.py",
        "place=compound, body__kind__in=sorted(rules.STANDING))",
        "place=compound)",
        (f"{TICKS}::test_an_open_air_meeting_or_two_members_do_not_lead",),
    ),
    Fault(
        "minutes nobody published",
        "a meeting walks the step before its minutes are published",
        f"{S}/councils/queries.py",
        "rows.filter(state=State.PUBLISHED, members__gte=least)",
        "rows.filter(members__gte=least)",
        (f"{TICKS}::test_minutes_that_nobody_confirmed_or_published_are_no_tick",),
        more=(Edit(f"{P}/queries.py", '_minuted, "published_at"', '_minuted, "starts_at"'),),
    ),
    Fault(
        "an activity that nobody went through",
        "an activity walks the step as soon as its time is over",
        f"{S}/activities/queries/activities.py",
        'return rows.filter(ticked_at__isnull=False).order_by("ends_at", "pk")',
        'return rows.order_by("ends_at", "pk")',
        (f"{TICKS}::test_an_activity_ahead_called_off_or_not_gone_through_is_none",),
    ),
    Fault(
        "the desk's word that it is done",
        "a decision is a small matter done although hardly a neighbour said so",
        f"{S}/resolutions/queries.py",
        "said_in_all__gte=rules.SHOWN_FROM",
        "said_in_all__gte=0",
        (f"{TICKS}::test_too_few_words_or_as_many_against_are_no_tick",),
    ),
    Fault(
        "something is still to be done",
        "a decision is done while one of its tasks is not",
        f"{S}/resolutions/queries.py",
        "rows.filter(Exists(said), ~Exists(tasks.filter(state__in=_LYING)))",
        "rows.filter(Exists(said))",
        (f"{TICKS}::test_a_decision_with_something_left_to_do_is_none",),
    ),
    Fault(
        "a statement that waits",
        "the books are open before the second person has looked",
        f"{S}/ledger/queries.py",
        "Statement.objects.published().filter(book__place=place)",
        "Statement.objects.filter(book__place=place)",
        (f"{TICKS}::test_a_published_statement_and_not_one_that_waits_for_the_second_person",),
        more=(Edit(f"{P}/queries.py", 'stated_first, "posted_from"', 'stated_first, "last_on"'),),
    ),
    Fault(
        "a step put aside stays aside",
        "what was done after all is not walked",
        f"{P}/rules.py",
        "        if fact is not None:\n            stand = Stand.DONE\n"
        "        elif step.code in aside:\n            stand = Stand.ASIDE\n",
        "        if step.code in aside:\n            stand = Stand.ASIDE\n"
        "        elif fact is not None:\n            stand = Stand.DONE\n",
        (f"{RULES}::test_what_was_done_is_walked_even_where_it_had_been_put_aside",),
    ),
    Fault(
        "the street decides for the compound",
        "whoever is further above decides of a path, and has a page of it",
        f"{P}/queries.py",
        "one.path == desk.path and one.holds(",
        "one.holds(",
        (
            f"{LIFE}::test_nobody_but_the_compound_itself_decides",
            f"{PAGES}::test_nobody_above_has_a_page_that_others_have_not",
        ),
    ),
    Fault(
        "the newest instead of the first",
        "the day of a step wanders with each new thing that is done",
        f"{S}/covenants/queries.py",
        'return rows.order_by("in_force_on", "pk")',
        'return rows.order_by("-in_force_on", "pk")',
        (f"{TICKS}::test_the_day_of_the_first_covenant_stays_when_it_is_replaced",),
    ),
)

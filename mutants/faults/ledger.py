"""The books: two people, no amount out of thin air, corrections that are seen, nobody's name."""

from mutants.faults.kinds import Fault, S

L = f"{S}/ledger"
RULES, LIFE = f"{L}/tests/test_rules.py", f"{L}/tests/test_life.py"
QUESTIONS, IMPORT = f"{L}/tests/test_questions.py", f"{L}/tests/test_importing.py"
GUARDS, PAGES = f"{L}/tests/test_guards.py", f"{L}/tests/test_pages.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a district's term does not hold",
        "a statement hangs for the default's days where the district has said longer",
        f"{S}/ledger/rules.py",
        "    above = [place for place in terms if path.startswith(place)]\n",
        "    above = [place for place in terms if path == place]\n",
        (f"{S}/ledger/tests/test_terms.py::test_a_district_says_how_long_its_statements_hang",),
    ),
    Fault(
        "a third decimal cut off",
        "an amount in the book is not what was written",
        f"{S}/base/money.py",
        "    if left or len(rest",
        "    if len(rest) > 12 or False and len(rest",
        (f"{RULES}::test_what_is_no_whole_number_of_fen_is_refused",),
    ),
    Fault(
        "an author who confirms",
        "one person alone puts money into the book",
        f"{L}/actions/step.py",
        "    if author is not None and author == actor.person:\n",
        "    if author is None and actor.person is None:\n",
        (f"{LIFE}::test_it_is_in_no_balance_before_another_has_confirmed_it",),
    ),
    Fault(
        "a day inside a published statement",
        "published figures are changed behind their back",
        f"{L}/rules.py",
        "    if stated is not None and day <= stated and not correction:\n",
        "    if stated is not None and day < stated and not correction:\n",
        (f"{RULES}::test_a_day_inside_a_published_statement_is_only_corrected",),
    ),
    Fault(
        "a correction that no statement shows",
        "what was corrected later stands in no statement, and the next does not follow",
        f"{L}/actions/statements.py",
        "    return rows.exclude(day__lte=last.last_on, seq__lte=last.upto_seq)\n",
        "    return rows.exclude(day__lte=last.last_on)\n",
        (f"{LIFE}::test_statements_follow_and_add_up_and_corrections_stand_apart_in_the_next",),
    ),
    Fault(
        "a shorter posting",
        "a statement hangs out shorter than the setting says",
        f"{L}/actions/statements.py",
        "    if not least <= days <= 366:\n",
        "    if not 1 <= days <= 366:\n",
        (f"{LIFE}::test_it_hangs_at_least_as_long_as_the_setting_says",),
    ),
    Fault(
        "a fund that gets less than the rule",
        "the share of the fund is rounded down",
        f"{L}/rules.py",
        "    return -(-max(0, income) * percent // 100)\n",
        "    return max(0, income) * percent // 100\n",
        (f"{RULES}::test_the_share_of_the_fund_is_never_below_the_rule",),
    ),
    Fault(
        "a gap in the book",
        "an entry can be left out without being missed",
        f"{L}/guards.py",
        'Refusal(GAP, ENTRY, "INSERT", f"NEW.seq <> {_NEXT}")',
        'Refusal(GAP, ENTRY, "INSERT", f"NEW.seq < {_NEXT}")',
        (f"{GUARDS}::test_numbers_follow_without_a_gap",),
    ),
    Fault(
        "a sum believed",
        "a file whose sum is wrong is taken",
        f"{L}/formats.py",
        "    if stated != counted:\n",
        "    if stated < 0 <= counted:\n",
        (f"{IMPORT}::test_a_file_that_does_not_add_up_is_refused_with_its_row",),
    ),
    Fault(
        "anybody asks",
        "a stranger to the compound fills its desk",
        f"{L}/actions/questions.py",
        "    return Standing.RESIDENT if is_neighbour(actor, book.place) else None\n",
        "    return Standing.RESIDENT if actor.person else None\n",
        (f"{QUESTIONS}::test_owner_and_resident_ask_and_nobody_else",),
    ),
    Fault(
        "vouchers for passers-by",
        "anybody signed in sees the papers",
        f"{L}/models/books.py",
        '            posting__place__in=own.values("household__compound"),\n',
        "",
        (f"{PAGES}::test_vouchers_are_for_owners_residents_and_desks_and_the_entry_for_everybody",),
    ),
)

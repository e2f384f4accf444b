"""Households and consultations: seen by another, one voice, in time, nobody's afterwards."""

from mutants.faults.kinds import Fault, S

H, C = f"{S}/households", f"{S}/consultations"
LIFE, RULES = f"{C}/tests/test_life.py", f"{C}/tests/test_rules.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a household's relation that nobody has confirmed holds",
        "whoever says so asks about the books at once",
        f"{H}/queries.py",
        "Relation.objects.confirmed().filter(person=person, ",
        "Relation.objects.open().filter(person=person, ",
        (f"{H}/tests/test_life.py::test_nothing_holds_before_the_compound_has_confirmed",),
    ),
    Fault(
        "an area set over another's",
        "two who correct an area at once: the second is not told",
        f"{H}/actions.py",
        "Household.objects.filter(pk=household.pk, area=seen)",
        "Household.objects.filter(pk=household.pk)",
        (f"{H}/tests/test_life.py::test_an_area_is_changed_only_by_whoever_saw_the_one_before",),
    ),
    Fault(
        "answers stay somebody's",
        "after the result it is still known who chose what",
        f"{C}/actions/life.py",
        "        Answer.objects.filter(consultation=consultation).update(person=None)\n",
        "        pass\n",
        (f"{LIFE}::test_afterwards_no_answer_is_anybodys",),
    ),
    Fault(
        "a slip that one person read twice counts",
        "one pair of eyes is enough for a paper answer",
        f"{C}/actions/slips.py",
        "    if slip.first_by_id == actor.person:\n",
        "    if slip.second_by_id == actor.person:\n",
        (f"{LIFE}::test_a_slip_counts_when_two_people_have_read_the_same",),
    ),
    Fault(
        "a single small number is told",
        "with the total beside it everybody counts back who the few are",
        f"{C}/rules.py",
        "(len(small) < 2 or sum(cell.count for cell in small) < OPTION_LEAST)",
        "sum(cell.count for cell in small) < 0",
        (f"{RULES}::test_small_numbers_stand_together_and_never_alone",),
    ),
    Fault(
        "open at its last moment",
        "whoever comes at the closing is counted",
        f"{C}/rules.py",
        "    return Phase.OPEN if now < closes_at else Phase.COUNTING\n",
        "    return Phase.OPEN if now <= closes_at else Phase.COUNTING\n",
        (f"{RULES}::test_it_is_open_from_its_first_moment_up_to_its_last",),
    ),
)

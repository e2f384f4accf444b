"""Seats: one's own yes, ninety days of peace, what hangs at the gate, words in private."""

from mutants.faults.kinds import Fault, S

ANSWERING = f"{S}/grids/actions/answering.py"
STEP = f"{S}/grids/actions/step.py"
RULES = f"{S}/grids/rules.py"
NOTES = f"{S}/grids/models/notes.py"
QUERIES = f"{S}/grids/queries.py"
LIFE = f"{S}/grids/tests/test_life.py"
TOLD = f"{S}/grids/tests/test_notes.py"
OF_RULES = f"{S}/grids/tests/test_rules.py"
MACHINE = f"{S}/grids/tests/test_machine.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "anybody says yes to a seat for anybody",
        "somebody holds a seat without having said yes",
        ANSWERING,
        "if actor.person is None or placement.person_id != actor.person:",
        "if actor.person is None:",
        (f"{LIFE}::test_asked_is_nothing_until_they_say_yes_themselves",),
    ),
    Fault(
        "asked again after ten days",
        "whoever said no is asked again and again",
        RULES,
        "REST = timedelta(days=90)",
        "REST = timedelta(days=10)",
        (f"{LIFE}::test_nobody_is_asked_twice_within_ninety_days_for_whatever_seat",),
    ),
    Fault(
        "silence is yes to a seat",
        "an invitation that ran out can still be taken",
        ANSWERING,
        "if placement.answer_by is None or placement.answer_by <= clock.now():",
        "if placement.answer_by is None:",
        (f"{LIFE}::test_silence_is_no",),
    ),
    Fault(
        "a name at the gate without a tick",
        "who holds a seat hangs at the gate although they did not tick it",
        ANSWERING,
        'placement.phone = person.phone if self.phone else ""',
        "placement.phone = person.phone",
        (f"{LIFE}::test_nothing_hangs_at_the_gate_but_what_they_ticked",),
    ),
    Fault(
        "the desk reads every word",
        "what a neighbour told a neighbour is read by the desk at once",
        NOTES,
        'return self.open().filter(of_desk(actor, "seat__place__path"), at_desk=True)',
        'return self.open().filter(of_desk(actor, "seat__place__path"))',
        (f"{TOLD}::test_a_word_is_between_its_author_and_the_holder",),
    ),
    Fault(
        "what is open is lost when somebody leaves",
        "a neighbour's word lies with nobody",
        STEP,
        "open_notes.update(at_desk=True, due_at=clock.now() + rules.ANSWERED_WITHIN)",
        "open_notes.update(due_at=clock.now() + rules.ANSWERED_WITHIN)",
        (f"{LIFE}::test_leaving_is_one_press_and_what_is_open_goes_on",),
    ),
    Fault(
        "a seat that watches people",
        "a building lead is told to visit households",
        RULES,
        "if len(line) > DUTY_MOST or watches(line):",
        "if len(line) > DUTY_MOST:",
        (f"{OF_RULES}::test_no_duty_watches_people",),
    ),
    Fault(
        "another community's compound in our grid",
        "a desk takes a compound from its neighbours",
        f"{S}/grids/actions/ground.py",
        "    if not wanted <= found.keys():\n",
        "    if False:\n",
        (f"{S}/grids/tests/test_ground.py::test_another_communitys_compound_is_not_taken_in",),
    ),
    Fault(
        "a compound's own desk lays grids",
        "whoever arranges seats moves compounds about",
        f"{S}/grids/actions/ground.py",
        "    require(actor, Permission.PLACE_OPEN, community)\n",
        "    assert actor\n",
        (f"{S}/grids/tests/test_ground.py::test_only_the_community_and_those_above_it_lay_grids",),
    ),
)

"""Complaints: the named party is shut out, and who complained takes two people."""

from mutants.faults.kinds import Edit, Fault, S

MODELS = f"{S}/complaints/models.py"
SHUT_OUT = "tests/permissions/test_complaints.py"
REVEALS = f"{S}/complaints/tests/test_reveals.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "conflict rule off",
        "the secretary reads the complaint about the secretary",
        MODELS,
        "return self.exclude(pk__in=own).filter(~in_conflict(actor.person, OF_THE_ROW))",
        "return self.exclude(pk__in=own)",
        (f"{SHUT_OUT}::test_the_accused_and_theirs_find_no_trace",),
    ),
    Fault(
        "subordinates judge",
        "whoever answers to the named person decides about them in another office",
        f"{S}/complaints/conflict.py",
        "    below = Q(Exists(_offices_above(matter)))\n",
        "    below = Q(pk=None)\n",
        (f"{SHUT_OUT}::test_subordinates_in_another_office_do_not_judge_their_superior",),
    ),
    Fault(
        "own leave to see who complained",
        "one officer alone learns who complained",
        MODELS,
        "waiting = self.filter(seen, answered_at=None).exclude(asked_by=actor.person)",
        "waiting = self.filter(seen, answered_at=None)",
        (f"{REVEALS}::test_whoever_asked_cannot_allow_it_not_even_in_a_higher_office",),
        more=(
            Edit(
                f"{S}/complaints/actions/revealing.py",
                "    waiting = waiting.exclude(asked_by=actor.person)\n",
                "",
            ),
        ),
    ),
    Fault(
        "complainant's name in the history",
        "whoever reads the course of a complaint reads whose it is",
        f"{S}/complaints/actions/step.py",
        "        actor_id=actor.person if staff else None,\n",
        "        actor_id=actor.person,\n",
        (f"{S}/complaints/tests/test_life.py::test_the_complainants_own_steps_carry_no_person",),
        more=(
            Edit(
                MODELS,
                "condition=~Q(role=rules.Role.COMPLAINANT) | Q(actor=None),",
                "condition=~Q(role=rules.Role.COMPLAINANT) | Q(at__isnull=False),",
            ),
            Edit(
                f"{S}/complaints/migrations/0001_complaints.py",
                "('actor', None), _connector='OR'), name='complainant_leaves_no_name'",
                "('at__isnull', False), _connector='OR'), name='complainant_leaves_no_name'",
            ),
        ),
    ),
)

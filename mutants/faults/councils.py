"""Meetings: only hands count, two people stand behind minutes, published words stay."""

from mutants.faults.kinds import Fault, S

C = f"{S}/councils"
LIFE, RULES, CORRECTING = (f"{C}/tests/test_{name}.py" for name in ("life", "rules", "correcting"))

FAULTS: tuple[Fault, ...] = (
    Fault(
        "exactly half is a quorum",
        "an assembly decides with half of those entitled, not more than half",
        f"{C}/rules.py",
        "    return entitled is None or 2 * present > entitled\n",
        "    return entitled is None or 2 * present >= entitled\n",
        (f"{RULES}::test_more_than_half_is_strictly_more",),
    ),
    Fault(
        "guests raise hands",
        "whoever only listens is counted among those who decide",
        f"{C}/rules.py",
        "        return self.total - self.guests\n",
        "        return self.total\n",
        (f"{RULES}::test_more_hands_than_people_is_refused_and_guests_raise_none",),
    ),
    Fault(
        "a tie is agreed",
        "as many for as against becomes a resolution",
        f"{C}/rules.py",
        "        return Outcome.TIE\n",
        "        return said\n",
        (f"{RULES}::test_a_tie_is_no_decision_and_nothing_more_is_asked_of_it",),
    ),
    Fault(
        "a meeting settles what is the owners'",
        "the common funds are spent by a show of hands (民法典 278)",
        f"{C}/rules.py",
        "    if needs_vote:\n",
        "    if needs_vote and hands is None:\n",
        (f"{RULES}::test_what_is_the_owners_alone_a_meeting_only_prepares",),
    ),
    Fault(
        "a draft of a meeting hangs at the gate",
        "everybody reads an agenda that the desk is still writing",
        f"{C}/models/meetings.py",
        'return self.filter(Q(announced_at__isnull=False) | of_desk(actor, "place__path"))',
        "return self.all()",
        (f"{LIFE}::test_a_draft_is_the_desks_and_an_announced_meeting_hangs_at_the_gate",),
    ),
    Fault(
        "the writer confirms a correction alone",
        "one person changes what minutes say",
        f"{C}/actions/correcting.py",
        "    if row.written_by_id == actor.person:\n",
        "    if row.written_by_id != actor.person:\n",
        (f"{CORRECTING}::test_it_needs_a_reason_other_words_and_another_person",),
    ),
    Fault(
        "no trigger keeps corrections",
        "what a confirmed correction says can be written over in the database",
        f"{C}/migrations/0003_corrections.py",
        "        GuardCorrections(),\n",
        "",
        (f"{CORRECTING}::test_the_database_keeps_what_a_correction_says",),
    ),
    Fault(
        "minutes are not in the log as they were read",
        "other words pass for those that were published",
        f"{C}/sentences.py",
        "    for one in points:\n        hands = ",
        "    for one in list(points)[1:]:\n        hands = ",
        (
            f"{C}/tests/test_proof.py"
            "::test_minutes_say_the_same_only_while_no_word_or_number_changes",
        ),
    ),
)

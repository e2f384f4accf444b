"""Resolutions: never changed, never tied, done when the neighbours say so."""

from mutants.faults.kinds import Fault, S

R = f"{S}/resolutions"
LIFE, RULES = f"{R}/tests/test_life.py", f"{R}/tests/test_rules.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "what was decided can be changed",
        "a word of a resolution is changed after it hung at the gate",
        f"{R}/migrations/0002_what_was_decided_stays.py",
        '    operations = [AppendOnly("resolutions_resolution")]\n',
        "    operations = []\n",
        (f"{LIFE}::test_what_was_decided_is_never_changed_and_a_correction_names_it",),
    ),
    Fault(
        "a tie is a decision",
        "seven against seven is published as decided",
        f"{R}/rules.py",
        "    return Outcome.TIE if counts.in_favour == counts.against else Outcome.LOST\n",
        "    return Outcome.ADOPTED if counts.in_favour == counts.against else Outcome.LOST\n",
        (f"{RULES}::test_a_tie_is_no_decision",),
    ),
    Fault(
        "a council decides for the owners",
        "the use of common parts is changed without an owners' vote",
        f"{R}/rules.py",
        "    return by == By.VOTE or not needs_vote\n",
        "    return True\n",
        (f"{RULES}::test_what_is_the_owners_alone_only_their_vote_decides",),
    ),
    Fault(
        "somebody else's yes to a task",
        "the desk writes a neighbour's name under a task",
        f"{R}/actions/tasks.py",
        "    if task.person_id is None or task.person_id != actor.person:\n",
        "    if task.person_id is None:\n",
        (f"{LIFE}::test_a_neighbour_answers_only_by_their_own_yes",),
    ),
    Fault(
        "a third is not enough",
        "neighbours say not yet and nobody looks",
        f"{R}/rules.py",
        "3 * said.not_yet >= said.total",
        "3 * said.not_yet > said.total",
        (f"{RULES}::test_a_third_of_five_or_more_lays_it_on_the_desk",),
    ),
    Fault(
        "old words count for a new done",
        "what was said before it was done again is told as today's",
        f"{R}/actions/tasks.py",
        "    NeighbourWord.objects.filter(task=task).delete()\n",
        "",
        (f"{LIFE}::test_words_of_an_earlier_done_are_gone",),
    ),
)

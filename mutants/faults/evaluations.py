"""Evaluations: counts of few people, consent to a sentence, silence, what was agreed to."""

from mutants.faults.kinds import Fault, S

E = f"{S}/evaluations"
LIFE, RULES = f"{E}/tests/test_life.py", f"{E}/tests/test_rules.py"
KEEPING = f"{E}/tests/test_keeping.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "what is not told is told as nothing",
        "a count of a few people stands there as zero, and the rest can be subtracted",
        f"{E}/rules.py",
        "numbers.get(code, 0 if nothing_hidden else None)",
        "numbers.get(code, 0)",
        (f"{RULES}::test_no_rating_can_be_computed_of_fewer_than_five",),
    ),
    Fault(
        "whoever did both is counted on both sides",
        "sides subtracted from the whole tell how few did both",
        f"{E}/rules.py",
        "helped[person] = helped.get(person, False) or helps",
        "helped[person] = helps",
        (f"{RULES}::test_nobody_who_did_both_is_counted_twice",
         f"{RULES}::test_no_count_of_people_can_be_computed_of_fewer_than_five"),
    ),
    Fault(
        "people are counted anew when it is written again",
        "the sixth rating is the difference of two counts",
        f"{E}/actions/writing.py",
        "people = facts.of_people(project) if counted else evaluation.facts",
        "people = facts.of_people(project)",
        (f"{KEEPING}::test_written_again_nobody_can_be_subtracted",),
    ),
    Fault(
        "a sentence is read although its writer's data are locked",
        "a locked account's words go on to hang at the gate",
        f"{E}/retention.py",
        "        Rating.objects.filter(person=person).update(may_publish_at=None, chosen=False)\n",
        "        pass\n",
        (f"{KEEPING}::test_locked_data_are_not_read_and_not_published_again",),
    ),
    Fault(
        "silence is consent to a publication",
        "it is published although the community has said nothing",
        f"{E}/rules.py",
        "if side in needed and side not in agreed)",
        "if side in needed and side not in agreed and agreed)",
        (f"{RULES}::test_the_community_always_and_whoever_carries_it",
         f"{LIFE}::test_from_draft_to_published"),
    ),
    Fault(
        "what changed after the yes is published",
        "others have agreed to other numbers than everybody reads",
        f"{E}/actions/publishing.py",
        "    if any(evaluation.facts[name] != told for name, told in now.items()):\n",
        "    if not now:\n",
        (f"{LIFE}::test_what_changed_after_the_yes_is_not_published",),
    ),
    Fault(
        "whoever did not come says how it was",
        "a rating by somebody who was not there",
        f"{E}/queries.py",
        "    return rows.filter(role__activity=activity).exists()\n",
        "    return True\n",
        (f"{LIFE}::test_only_whose_place_was_kept_and_only_afterwards",),
    ),
)  # fmt: skip

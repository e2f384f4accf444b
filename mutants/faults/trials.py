"""A street's trial: whose it is, what it may hold, and that it ends as somebody has said."""

from mutants.faults.kinds import Edit, Fault, S

P = f"{S}/simulation"
LIFE, PAGES, FIGURES = (f"{P}/tests/test_{name}.py" for name in ("life", "pages", "figures"))
RULES, SAYING = f"{P}/tests/test_rules.py", f"{P}/tests/test_saying.py"
COMPUTING, WORKER = f"{P}/actions/computing.py", f"{S}/cli/tests/test_trials.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "small groups as they are",
        "a community's two helpers are told as two",
        f"{P}/figures.py",
        "members = max(SMALLEST_GROUP, counted.helpers[path])",
        "members = max(1, counted.helpers[path])",
        (f"{FIGURES}::test_no_group_below_five_is_told_and_two_such_streets_look_alike",),
    ),
    Fault(
        "everything that was placed",
        "requests that were withdrawn or passed on count as if somebody had been looked for",
        f"{P}/figures.py",
        "default=-1, output_field",
        "default=0, output_field",
        (f"{FIGURES}::test_only_what_somebody_was_looked_for_counts",),
    ),
    Fault(
        "writes by the key alone",
        "a trial that was called off comes back with a result",
        COMPUTING,
        "rows = Trial.objects.filter(pk=key, state=State.RUNNING, lease=held)",
        "rows = Trial.objects.filter(pk=key)",
        (
            f"{LIFE}::test_called_off_in_the_last_moment_no_result_is_written",
            f"{LIFE}::test_whoever_was_thought_dead_changes_nothing_any_more",
        ),
    ),
    Fault(
        "a stop is a try",
        "three restarts of the server make a trial fail",
        COMPUTING,
        '"tries": F("tries") - 1',
        '"tries": F("tries")',
        (f"{LIFE}::test_a_process_that_is_asked_to_stop_gives_it_back_and_that_is_no_try",),
    ),
    Fault(
        "does not listen",
        "a trial goes on after it was called off, until it is done",
        COMPUTING,
        "if stopping.is_set() or not _heard(",
        "if stopping.is_set() and not _heard(",
        (f"{LIFE}::test_called_off_while_it_runs_it_stops_at_its_next_word_and_stays_cancelled",),
    ),
    Fault(
        "the lost are forgotten",
        "the trial of a killed process stays running for ever",
        f"{S}/cli/trials.py",
        "        actions.lost(one.trial, one.lease)  # nothing where it ended well\n",
        "",
        (f"{WORKER}::test_a_killed_process_is_seen_at_once_and_the_trial_taken_up_again",),
    ),
    Fault(
        "no difference called better",
        "an interval that holds zero is told as a gain",
        f"{P}/saying.py",
        "    if found.low <= 0 <= found.high or is_nothing(",
        "    if is_nothing(",
        (f"{SAYING}::test_words_and_verdict_never_say_two_things",),
    ),
    Fault(
        "more is always better",
        "longer waiting is told as an improvement",
        f"{P}/saying.py",
        "if (found.mean > 0) == (measure.better > 0) else",
        "if found.mean > 0 else",
        (f"{SAYING}::test_a_difference_in_words",),
    ),
    Fault(
        "trials of every street",
        "an officer reads the trials of other streets",
        f"{P}/models.py",
        "            seen |= Q(place__path__range=branch(path))\n        return self.filter(seen)",
        "            seen |= Q(place__path__range=branch(path))\n        return self.all()",
        (f"{PAGES}::test_to_everybody_else_neither_street_nor_trial_is_there",),
    ),
    Fault(
        "two trials of a street",
        "two officers who begin at once have the machine compute twice",
        f"{P}/models.py",
        "                condition=Q(state__in=sorted(OPEN)),\n",
        "                condition=Q(state=State.RUNNING),\n",
        (f"{LIFE}::test_one_of_a_street_at_a_time_and_then_the_next",),
        more=(
            Edit(
                f"{P}/migrations/0001_trials.py",
                "condition=models.Q(('state__in', ['running', 'waiting'])), fields=('place',)",
                "condition=models.Q(('state', 'running')), fields=('place',)",
            ),
        ),
    ),
)

"""Asking in waves: one thing at a time, nobody at night, a step once, nothing unpressed."""

from mutants.faults.kinds import Fault, S

INVITING = f"{S}/dispatch/tests/test_inviting.py"
FURTHER = f"{S}/dispatch/tests/test_inviting_further.py"
RACES = f"{S}/dispatch/tests/test_inviting_races.py"
ANSWERS = f"{S}/dispatch/tests/test_answers.py"
DESK = f"{S}/web/desk/tests/test_asking.py"
STEP = f"{S}/dispatch/inviting.py"
ROUND = f"{S}/service_requests/actions/waves.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "asked in waves for two things",
        "the database lets a neighbour be asked in waves for two requests at once",
        ROUND,
        "            alone=True,\n",
        "            alone=False,\n",
        (
            f"{RACES}::test_the_database_decides_where_both_have_chosen_already",
            f"{INVITING}::TestOneThingAtATime::test_the_database_itself_keeps_it",
        ),
    ),
    Fault(
        "hard rules not looked at again",
        "whoever has reached their own cap since is invited all the same",
        ROUND,
        "    fitting = who_fits(request, list(people)) if people else []\n",
        "    fitting = list(Person.objects.filter(pk__in=list(people)))\n",
        (f"{INVITING}::TestGoingOn::"
         "test_whoever_is_away_at_the_time_of_the_step_is_left_out_by_the_hard_rules",),
    ),
    Fault(
        "a step taken twice",
        "two workers each ask a round",
        STEP,
        "    if not Asking.objects.running().filter(pk=key, next_at=seen).update(next_at=now):\n"
        "        return 0\n",
        "",
        (f"{INVITING}::TestWork::test_one_look_is_taken_once",),
    ),
    Fault(
        "asked at night",
        "neighbours are asked for an ordinary matter in the night",
        STEP,
        "    if minutes and not urgent:\n",
        "    if False and minutes and not urgent:\n",
        (f"{FURTHER}::TestAtNight::test_nobody_is_asked_before_the_morning",),
    ),
    Fault(
        "woken without having said so",
        "what presses comes at night to those who never ticked that it may",
        f"{S}/dispatch/situations.py",
        "        rests |= set(people) - may\n",
        "",
        (f"{FURTHER}::TestAtNight::"
         "test_urgent_things_come_to_those_who_said_so_and_the_desk_hears_of_it",),
    ),
    Fault(
        "a refusal waits",
        "after a refusal nobody else is asked until the pause is over",
        STEP,
        "    Asking.objects.running().filter(request=request).update(next_at=clock.now())\n",
        "    Asking.objects.running().filter(request=request)\n",
        (f"{INVITING}::TestGoingOn::test_a_refusal_refills_at_once",),
    ),
    Fault(
        "given back and forgotten",
        "when a helper gives a request back nobody is asked any more",
        STEP,
        "    taken = Q(ended_how=Ended.TAKEN) | Q(ended_at=None)\n",
        "    taken = Q(ended_at=None)\n",
        (f"{INVITING}::TestGoingOn::test_given_back_it_goes_on",),
    ),
    Fault(
        "silence when nobody is left",
        "the desk never hears that everybody was asked",
        STEP,
        '        tell_desk("desk_nobody_left", asking.request)\n',
        "        pass\n",
        (f"{FURTHER}::TestNobodyLeft::test_open_board_and_one_word_to_the_desk",),
    ),
    Fault(
        "begun without a rule",
        "verification begins to ask for kinds that no rule names",
        STEP,
        "    if rule is not None and request.category in rule.categories:\n",
        "    if rule is not None:\n",
        (f"{DESK}::TestTheRule::test_for_other_kinds_the_desk_presses",),
    ),
    Fault(
        "a rule from above",
        "an officer of the community makes the rule of a compound with a desk of its own",
        f"{S}/dispatch/wave_rules.py",
        "        grant.path == place.path and grant.holds(Permission.REQUEST_HANDLE, place.path)\n",
        "        grant.holds(Permission.REQUEST_HANDLE, place.path)\n",
        (f"{DESK}::TestTheRule::test_only_its_own_desk_makes_it_and_of_two_the_second_is_told",),
    ),
    Fault(
        "stopped and still held",
        "whom a stopped asking had asked is asked in waves for nothing else any more",
        STEP,
        "    requests.let_be_asked([request.pk])\n",
        "",
        (f"{INVITING}::TestTheDesk::test_stop",),
    ),
    Fault(
        "answers raise a chance",
        "whoever always says yes is asked more than others",
        f"{S}/dispatch/chances.py",
        "        return min([usual, *(",
        "        return max([usual, *(",
        (f"{ANSWERS}::TestOwn::test_it_lowers_and_never_raises",),
    ),
    Fault(
        "asked anyway, and not",
        "the own answers of somebody who switched that off count on",
        f"{S}/dispatch/answers.py",
        "    return rows.filter(nothing | begun_anew)\n",
        "    return rows\n",
        (f"{ANSWERS}::TestOwn::test_asked_anyway_nothing_of_it_counts",),
    ),
    Fault(
        "counted by everybody at once",
        "two counters add the same answers",
        f"{S}/dispatch/answers.py",
        "    return CountedUpTo.objects.select_for_update().get(key=1)\n",
        "    return start\n",
        (f"{ANSWERS}::TestCounting::test_each_once_however_often_it_runs",),
    ),
)  # fmt: skip

"""Chances, ways of asking and the simulated street: what each promises, broken."""

from mutants.faults.kinds import Fault, S

CHANCES = f"{S}/dispatch/tests/test_chances.py"
POLICIES = f"{S}/dispatch/tests/test_policies.py"
PUBLISHED = f"{S}/simulation/tests/test_published.py"
INTERVALS = f"{S}/simulation/tests/test_intervals.py"
TOWN = f"{S}/simulation/tests/test_town.py"
REPORT = f"{S}/simulation/tests/test_report.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "own answers raise one's chance",
        "whoever always says yes is asked more than others",
        f"{S}/dispatch/chances.py",
        "        return min([usual, *(",
        "        return max([usual, *(",
        (f"{CHANCES}::test_own_answers_never_raise_and_a_refusal_never_raises",),
    ),
    Fault(
        "three answers make a rule",
        "nothing is shrunk: what was seen three times is believed",
        f"{S}/dispatch/chances.py",
        "        return (self.taken + weight * usual) / (self.asked + weight)\n",
        "        return self.taken / self.asked if self.asked else usual\n",
        (f"{CHANCES}::test_three_answers_make_no_rule",),
    ),
    Fault(
        "a refusal is not made good",
        "the usual way counts on everybody who was ever asked",
        f"{S}/dispatch/policies.py",
        "    nobody = nobody_yes(situation.waiting)\n    most = max(",
        "    nobody = 0.5 ** situation.asked\n    most = max(",
        (f"{POLICIES}::test_adaptive_makes_good_a_refusal_at_once_and_silence_bit_by_bit",),
    ),
    Fault(
        "asked by night",
        "whoever looks after half past nine is asked at once",
        f"{S}/dispatch/waves.py",
        "    return not MORNING <= minute_of_day % DAY < NIGHT\n",
        "    return minute_of_day % DAY < MORNING\n",
        (f"{POLICIES}::test_nobody_is_asked_by_night",),
    ),
    Fault(
        "plain ways look at chances",
        "with the choice by fit switched off the likelier are asked first all the same",
        f"{S}/dispatch/policies.py",
        "    return (not choice.free, choice.walk, choice.lot)\n",
        "    return (not choice.free, -choice.chance, choice.lot)\n",
        (f"{POLICIES}::test_plain_ways_know_time_and_distance_alone",),
    ),
    Fault(
        "an ask has no price",
        "sparse asking forgets that an ask tires",
        f"{S}/dispatch/policies.py",
        "    return low * tired\n",
        "    return 0.0\n",
        (f"{PUBLISHED}::test_asking_where_the_chance_is_above_the_price_is_the_best_there_is",),
    ),
    Fault(
        "intervals too narrow",
        "the spread of twenty runs is read as that of their mean, without Student",
        f"{S}/simulation/intervals.py",
        "    half = student(n - 1) * stdev(values) / sqrt(n)\n",
        "    half = stdev(values) / sqrt(n)\n",
        (f"{INTERVALS}::test_nineteen_of_twenty_intervals_hold_the_truth",),
    ),
    Fault(
        "each way has luck of its own",
        "chances hang on when they are drawn, so that two ways meet different towns",
        f"{S}/simulation/engine.py",
        '        said = "\\0".join(map(str, (self.seed, name, *keys)))\n',
        '        said = "\\0".join(map(str, (self.seed, name, id(self), *keys)))\n',
        (f"{TOWN}::test_the_same_seed_gives_the_same_run",),
    ),
    Fault(
        "two things at once in the town",
        "somebody with an open ask is asked for another matter",
        f"{S}/simulation/run.py",
        "            if number in invited or life.asked_until > now:\n",
        "            if number in invited:\n",
        (f"{TOWN}::test_nobody_is_asked_against_the_rules_or_for_two_things_at_once[nearest]",),
    ),
    Fault(
        "worse is called no difference",
        "the report hides where the usual way loses",
        f"{S}/simulation/comparing.py",
        "        return measure.better if found.mean > 0 else -measure.better\n",
        "        return max(0, measure.better if found.mean > 0 else -measure.better)\n",
        (f"{REPORT}::test_it_says_where_the_usual_way_is_worse",),
    ),
)

"""Posts: the last place, the line, one's own yes, hours that others confirm."""

from mutants.faults.kinds import Edit, Fault, S

STEP = f"{S}/posts/actions/step.py"
LINE = f"{S}/posts/actions/line.py"
DAYS = f"{S}/posts/actions/days.py"
CLAIMING = f"{S}/posts/actions/claiming.py"
LEAVING = f"{S}/posts/tests/test_leaving.py"
LIFE = f"{S}/posts/tests/test_life.py"
ON_DAYS = f"{S}/posts/tests/test_days.py"
MACHINE = f"{S}/posts/tests/test_life_machine.py"
RACES = "tests/races/test_posts.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "the last place is looked at, then taken",
        "a post has more holders than places",
        STEP,
        'return bool(open_ones.update(taken=F("taken") + 1))',
        "return open_ones.exists()",
        (f"{RACES}::test_twenty_press_the_button_and_one_has_the_last_place",),
    ),
    Fault(
        "moved up without being asked",
        "somebody holds a post without having said yes",
        STEP,
        "    elif after == Next.KEPT:\n        follower.update(follows=None)\n",
        "    elif after == Next.KEPT and coming is not None and coming.person is not None:\n"
        "        close(coming, Waits.HELD)\n"
        "        seat(post, coming.person)\n",
        (f"{LEAVING}::test_whoever_is_asked_ahead_is_not_moved_when_the_leaver_goes_at_once",),
    ),
    Fault(
        "a free place beside a line",
        "somebody waits although a place is free",
        STEP,
        "    row = first_waiting(post) if post.state == State.OPEN else None\n",
        "    row = None\n",
        (
            f"{LIFE}::test_the_first_of_the_line_is_asked_and_never_moved",
            f"{MACHINE}::test_a_post_keeps_its_promises_whatever_is_tried",
        ),
    ),
    Fault(
        "the newest of the line is asked",
        "whoever waited longest is passed over",
        STEP,
        'return rows.select_related("person").order_by("at", "pk").first()',
        'return rows.select_related("person").order_by("-at", "-pk").first()',
        (f"{LIFE}::test_the_first_of_the_line_is_asked_and_never_moved",),
    ),
    Fault(
        "silence at a post is yes",
        "who did not answer in a day still takes the place",
        LINE,
        "    if row.ends_at is None or row.ends_at <= clock.now():\n",
        "    if row.ends_at is None:\n",
        (f"{LIFE}::test_no_and_silence_pass_it_to_the_next",),
    ),
    Fault(
        "one's own hours confirmed by oneself",
        "an organiser's tick confirms their own service",
        DAYS,
        "_enter(actor, own, person, began, confirmed=person.pk != actor.person)",
        "_enter(actor, own, person, began, confirmed=True)",
        (f"{ON_DAYS}::test_an_organiser_ticks_others_and_their_own_waits",),
    ),
    Fault(
        "anybody can be ticked",
        "hours for somebody who did not hold the post",
        DAYS,
        "people = Person.objects.in_bulk([key for key in present if key in possible])",
        "people = Person.objects.in_bulk([key for key in present if possible or key])",
        (f"{ON_DAYS}::test_nobody_is_ticked_who_could_not_have_been_there",),
    ),
    Fault(
        "names at the gate",
        "a neighbour reads who holds a post",
        f"{S}/posts/views/showing.py",
        '"names": _names(actor, post) if holding or desk else [],',
        '"names": _names(actor, post),',
        (
            f"{S}/posts/tests/test_pages.py::test_holders_read_what_each_other_is_called_and_how_many_come",
        ),
        more=(
            Edit(
                f"{S}/posts/models/people.py",
                "        return self.filter(Q(person=actor.person) | same | _desk_of(actor))\n",
                "        return self.filter(ended_at=None)\n",
            ),
        ),
    ),
    Fault(
        "a minor on a risky post",
        "a dangerous duty is done by somebody under age (条例 15)",
        f"{S}/posts/rules.py",
        "if least_age and (comer.under_14 or comer.age < least_age):",
        "if least_age and comer.under_14 and comer.age < least_age:",
        (f"{LIFE}::test_minors_hold_no_risky_post",),
    ),
    Fault(
        "a friend before the line",
        "whoever leaves hands the place past those who wait",
        CLAIMING,
        "    if first_waiting(post) is not None:\n        raise Refused(",
        "    if first_waiting(post) is not None and not post.pk:\n        raise Refused(",
        (f"{LEAVING}::test_where_somebody_waits_nobody_is_put_before_them",),
    ),
)

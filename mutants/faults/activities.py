"""Activities: the last place, the line, two places at once, one's own hours, photos, feeds."""

from mutants.faults.kinds import Fault, S

STEP = f"{S}/activities/actions/step.py"
SIGNING = f"{S}/activities/actions/signing.py"
ATTENDANCE = f"{S}/activities/actions/attendance.py"
PHOTOS = f"{S}/activities/actions/photos.py"
SWAPPING = f"{S}/activities/actions/swapping.py"
SIGNED = f"{S}/activities/tests/test_signing.py"
THERE = f"{S}/activities/tests/test_attendance.py"
MACHINE = f"{S}/activities/tests/test_life_machine.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "three who came are told outside",
        "a table that leaves the desk says a number that stands for people one could name",
        f"{S}/activities/counting.py",
        "        shown = rules.shown_count(int(str(cells[number])))\n",
        "        shown = int(str(cells[number]))\n",
        (f"{S}/activities/tests/test_counts.py::test_what_leaves_says_a_few_and_gives_no_sums",),
    ),
    Fault(
        "the last place of an activity is looked at, then taken",
        "more heads come than there are places",
        STEP,
        '    if not room.update(taken=F("taken") + heads):\n        return False\n',
        "    if not room.exists():\n        return False\n",
        (f"{SIGNED}::test_a_neighbour_signs_up_and_cancels_without_a_mark",),
    ),
    Fault(
        "a small party overtakes a large one",
        "whoever waited longest is passed over",
        f"{S}/activities/rules.py",
        "        if heads > free:\n            break\n",
        "        if heads > free:\n            continue\n",
        (f"{S}/activities/tests/test_rules.py::test_the_line_is_asked_strictly_in_order",),
    ),
    Fault(
        "a newcomer before the line of an activity",
        "somebody signs up past those who wait",
        SIGNING,
        "    if own is not None or first_waiting(role) is not None:\n        raise Full(",
        "    if own is not None:\n        raise Full(",
        (f"{SIGNED}::test_a_large_party_that_leaves_the_line_lets_the_others_be_asked",),
    ),
    Fault(
        "silence at an activity is yes",
        "who did not answer in time still takes the place",
        SIGNING,
        "    if row.ends_ask_at is None or row.ends_ask_at <= clock.now():\n",
        "    if row.ends_ask_at is None:\n",
        (f"{SIGNED}::test_silence_is_no_and_the_next_is_asked",),
    ),
    Fault(
        "two places at once",
        "the database lets somebody come to two dates at one time",
        f"{S}/activities/guards.py",
        "AND s.state = 'comes' AND s.starts_at < NEW.ends_at AND NEW.starts_at < s.ends_at",
        "AND s.state = 'comes' AND s.starts_at = NEW.ends_at AND NEW.starts_at < s.ends_at",
        (f"{S}/activities/tests/test_guards.py::test_no_two_that_overlap_whoever_writes",),
    ),
    Fault(
        "heads that are not counted",
        "the database counts rows and not whom they bring",
        f"{S}/activities/guards.py",
        "WHEN NEW.state {_PRESENT} AND NEW.heads + coalesce((",
        "WHEN NEW.state {_PRESENT} AND 1 + coalesce((",
        (f"{S}/activities/tests/test_guards.py::test_no_more_heads_than_places_whoever_writes",),
    ),
    Fault(
        "an organiser confirms their own help",
        "one's own hours confirmed by oneself",
        ATTENDANCE,
        "_enter(actor, row, row.person, confirmed=row.person_id != actor.person)",
        "_enter(actor, row, row.person, confirmed=True)",
        (f"{THERE}::test_nobody_confirms_their_own",),
    ),
    Fault(
        "hours of guests",
        "whoever takes part gets a service record",
        ATTENDANCE,
        "if row.role.helps and not _ticked(",
        "if not _ticked(",
        (f"{THERE}::test_a_tick_makes_confirmed_records_of_helpers_and_none_of_guests",),
    ),
    Fault(
        "a photo without a yes",
        "somebody is on a photo who has not agreed",
        PHOTOS,
        " or any(row.photos_at is None for row in rows)",
        "",
        (f"{S}/activities/tests/test_photos.py::test_only_of_people_who_said_yes_themselves",),
    ),
    Fault(
        "a place handed past the line",
        "a link goes to a friend while others wait",
        SWAPPING,
        "    if first_waiting(role) is not None:\n        raise Refused(",
        "    if first_waiting(role) is not None and not role.pk:\n        raise Refused(",
        (f"{THERE}::test_a_link_goes_past_nobody_who_waits",),
    ),
    Fault(
        "an old calendar address still works",
        "a feed is read by whoever had the address before",
        f"{S}/activities/actions/feeds.py",
        "    Feed.objects.filter(person=actor.person).delete()\n    feed, key",
        "    Feed.objects.filter(person=None).delete()\n    feed, key",
        (f"{S}/activities/tests/test_feeds.py::test_an_address_is_renewed_and_ended",),
    ),
    Fault(
        "everybody reads who comes",
        "names of helpers hang at the gate",
        f"{S}/activities/models/people.py",
        "        return self.filter(Q(person=actor.person) | same | of_mine)\n",
        "        return self.all()\n",
        (
            f"{S}/activities/tests/test_signing.py::test_names_are_for_organisers_and_fellow_helpers",
        ),
    ),
)

"""Service records: somebody else's word, one place at a time, never edited."""

from mutants.faults.kinds import Edit, Fault, S

T = f"{S}/records/tests"
GUARDS = f"{S}/records/guards.py"
HELPS = f"{S}/service_requests/tests/test_recording.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "one's own link, signed out",
        "whoever served signs out and confirms their own hours by the link they show",
        f"{S}/records/actions/serving.py",
        "    if so and actor.person is None:\n",
        "    if False:\n",
        (
            f"{T}/test_pages.py"
            "::test_a_yes_without_an_account_confirms_nothing_and_is_shown_to_the_organiser",
        ),
    ),
    Fault(
        "minutes that grow behind the resident",
        "a helper's time is longer than what the resident reads and confirms",
        f"{S}/service_requests/actions/helping.py",
        "    if request.state == State.DONE and minutes >",
        "    if False and minutes >",
        (f"{HELPS}::test_after_done_minutes_only_become_fewer_than_the_resident_has_read",),
    ),
    Fault(
        "hours of two places",
        "two live records of one person may overlap in the table",
        GUARDS,
        "AND NEW.began_at < r.ended_at) BEGIN",
        "AND NEW.began_at < r.began_at) BEGIN",
        (f"{T}/test_guards.py::test_two_live_records_of_one_person_never_overlap",),
    ),
    Fault(
        "hours without end",
        "the table takes more than ten hours of a day",
        GUARDS,
        "MOST = rules.DAY_MOST * 60",
        "MOST = rules.DAY_MOST * 600",
        (f"{T}/test_guards.py::test_a_day_has_ten_hours_in_the_database_too",),
    ),
    Fault(
        "hours of a night on one day",
        "a night counts on the day on which it began",
        f"{S}/records/rules.py",
        "        until = min(one.ended, _midnight(day + timedelta(days=1), zone)"
        ".astimezone(at.tzinfo))\n",
        "        until = one.ended\n",
        (f"{T}/test_rules.py::test_a_night_lies_on_two_days",),
    ),
    Fault(
        "hours edited",
        "minutes of a confirmed record can be changed afterwards",
        GUARDS,
        '"ended_at", "minutes", "entered_at"',
        '"entered_at"',
        (f"{T}/test_guards.py::test_no_fact_of_a_record_ever_changes",),
    ),
    Fault(
        "hours confirmed by oneself",
        "an officer confirms their own service",
        f"{S}/records/rules.py",
        "return confirmer is None or confirmer != person",
        "return True",
        (
            f"{T}/test_actions.py"
            "::test_nobody_confirms_declines_or_corrects_their_own_whatever_their_office",
        ),
    ),
    Fault(
        "hours confirmed by one's own link",
        "whoever served presses the button for the one served",
        f"{S}/records/actions/serving.py",
        "    if actor.person == record.person_id:\n        raise Forbidden",
        "    if actor.person == record.pk:\n        raise Forbidden",
        (f"{T}/test_pages.py::test_whoever_served_cannot_answer_their_own_link",),
        more=(
            Edit(
                f"{S}/records/actions/serving.py",
                "confirm(record, confirmed_by=actor.person, confirmed_as",
                "confirm(record, confirmed_by=None, confirmed_as",
            ),
        ),
    ),
    Fault(
        "hours by silence",
        "no word from the resident confirms the helper's time",
        f"{S}/service_requests/actions/deadlines.py",
        "        record_waiting(CLOCK, request, helps)\n",
        "        record_confirmed(CLOCK, request, helps, by_phone=False)\n",
        (f"{HELPS}::test_silence_writes_it_down_and_confirms_nothing_and_a_late_word_is_heard",),
        more=(
            Edit(
                f"{S}/service_requests/actions/deadlines.py",
                "import helps_of, record_waiting\n",
                "import helps_of, record_confirmed\n",
            ),
        ),
    ),
    Fault(
        "hours reversed and still certified",
        "a certificate holds although a record in it was reversed",
        f"{S}/records/actions/certifying.py",
        "        letters.end(letter, withdrawn=True)\n",
        "        pass\n",
        (
            f"{T}/test_certificates.py"
            "::test_a_correction_withdraws_every_certificate_it_stands_in_and_no_other",
        ),
    ),
    Fault(
        "hours certified that wait",
        "a certificate counts what nobody has confirmed",
        f"{S}/records/actions/certifying.py",
        "counted = ServiceRecord.objects.visible_to(actor).counted().filter(person=person)",
        "counted = ServiceRecord.objects.visible_to(actor).live().filter(person=person)",
        (f"{T}/test_certificates.py::test_only_what_counts_stands_in_it_and_the_total_is_its_sum",),
    ),
    Fault(
        "hours told to others",
        "a desk reads that somebody was elsewhere at that hour",
        f"{S}/records/actions/entering.py",
        "    if actor.person == person or fault in",
        "    if fault in Fault or fault in",
        (f"{T}/test_actions.py::test_an_overlap_is_refused_and_only_the_person_reads_why",),
    ),
    Fault(
        "hours before the yes",
        "a help counts minutes before the helper had accepted",
        f"{S}/records/rules.py",
        "one = Span(max(begins, ends - minutes * MINUTE), ends)",
        "one = Span(ends - minutes * MINUTE, ends)",
        (f"{T}/test_rules.py::test_nobody_served_before_they_had_accepted",),
    ),
)

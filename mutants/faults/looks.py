"""Who looked: reveals, pages with sensitive data, exports."""

from mutants.faults.kinds import Edit, Fault, S

EXPORTS = "tests/test_exports.py"
NOTE = (
    "    note_access(actor, contact, field, reason=reason, about=about, role=role, office=office)\n"
)

RECORD = """    record(
        f"reveals:{desk}" if desk else "reveals",
        "revealed",
        {"field": field, "role": role},
        personal={
            "by": str(actor.person or ""),
            "office": str(office or ""),
            "contact": str(contact.pk),
            "about": str(about),
            "reason": reason,
        },
    )
"""

FAULTS: tuple[Fault, ...] = (
    Fault(
        "reveal not written down",
        "a number is opened and its owner never learns of it",
        f"{S}/people/actions.py",
        NOTE,
        "",
        (
            f"{S}/service_requests/tests/test_life.py::test_a_look_at_the_phone_needs_a_reason_and_is_written_down",
        ),
    ),
    Fault(
        "reveal not in the log",
        "who opened a number can be wiped from the table and is found nowhere else",
        f"{S}/people/actions.py",
        RECORD,
        "",
        ("tests/tamper/test_first_users.py::test_a_reveal_is_told_in_the_stream_of_the_desk",),
    ),
    Fault(
        "reveals without a limit",
        "one officer opens the numbers of a whole town in an evening",
        f"{S}/people/actions.py",
        '    limits.hit("reveal", str(actor.person), limits.REVEALS_PER_PERSON)\n',
        "",
        (f"{S}/web/desk/tests/test_handling.py::test_opening_too_many_fields_is_stopped",),
    ),
    Fault(
        "view by a helper not noted",
        "a helper reads the resident's door and the resident does not learn of it",
        f"{S}/web/me/helping.py",
        "    if held.shows_contact:\n        _note_view(request, acceptance)\n",
        "",
        (
            f"{S}/web/me/tests/test_helping.py"
            "::test_the_first_look_is_written_down_once_and_the_resident_reads_it",
        ),
    ),
    Fault(
        "photo looked at unnoted",
        "the desk looks at a photo of a home and the resident does not learn of it",
        f"{S}/service_requests/views/photo.py",
        "    if not speaks_for(actor, matter):\n        _note(actor, matter)\n",
        "",
        ("tests/test_looks.py::test_a_photo_says_by_itself_that_it_was_seen",),
    ),
    Fault(
        "search by number unnoted",
        "an officer finds out whose number it is and nobody knows of it",
        f"{S}/organisations/actions.py",
        "    looks.note_search(actor, known, reason=SEARCH_REASON, as_what=_giver(actor, place))\n",
        "",
        (
            "tests/test_looks.py::test_searches_by_phone_are_written_down_also_when_they_find_nobody",
        ),
    ),
    Fault(
        "one view a day dropped",
        "the own page drowns in looks, and the one that matters is not seen",
        f"{S}/people/models/access.py",
        'fields=["viewer", "day", "about", "fields"],',
        'fields=["viewer", "day", "about", "fields", "id"],',
        ("tests/test_look_races.py::test_a_page_opened_many_times_at_once_is_one_look",),
        more=(
            Edit(
                f"{S}/people/migrations/0003_access_events_of_all_kinds.py",
                "fields=('viewer', 'day', 'about', 'fields'), name",
                "fields=('viewer', 'day', 'about', 'fields', 'id'), name",
            ),
        ),
    ),
    Fault(
        "export taken unnoted",
        "a table of people leaves and none of them learns of it",
        f"{S}/exports/actions.py",
        "    note_export(actor, export.pk, looks, reason=export.reason, as_what=as_what)\n",
        "",
        (f"{EXPORTS}::test_every_download_is_written_down_for_everybody_in_it_and_in_the_log",),
    ),
    Fault(
        "own second person",
        "whoever asked for thousands of rows lets them go alone",
        f"{S}/exports/actions.py",
        "    if export.asked_by_id == actor.person:\n        raise Forbidden(",
        "    if False:\n        raise Forbidden(",
        (f"{EXPORTS}::test_whoever_asked_is_not_the_second_person",),
        more=(
            Edit(
                f"{S}/exports/actions.py",
                "changed = waiting.exclude(asked_by=actor.person).update(",
                "changed = waiting.update(",
            ),
        ),
    ),
    Fault(
        "second person not held by the table",
        "one careless statement makes one person do for two",
        f"{S}/exports/models.py",
        'condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),',
        "condition=Q(decided_by=None) | Q(decided_by__isnull=False),",
        (f"{EXPORTS}::test_the_database_itself_knows_that_two_are_needed",),
        more=(
            Edit(
                f"{S}/exports/migrations/0001_initial.py",
                "models.Q(('decided_by', models.F('asked_by')), _negated=True)",
                "models.Q(('decided_by__isnull', False))",
            ),
        ),
    ),
    Fault(
        "export in slices",
        "a large table leaves without a second person, two hundred rows at a time",
        f"{S}/exports/rules.py",
        "return personal and rows + alone_lately > ALONE_MOST",
        "return personal and rows > ALONE_MOST",
        (f"{EXPORTS}::test_slices_of_one_day_count_together",),
    ),
    Fault(
        "export never ends",
        "a file of people's data can be downloaded for ever",
        f"{S}/exports/rules.py",
        "return state == State.RELEASED and now < ends_at",
        "return state == State.RELEASED",
        (f"{EXPORTS}::test_after_a_day_it_is_gone_though_no_job_ran",),
    ),
    Fault(
        "telephone in a free line leaves",
        "a number that a resident typed into their words stands in a file that is passed around",
        f"{S}/exports/rules.py",
        "return _MOBILE.sub(masking.HIDDEN, text.translate(_FULL_WIDTH))",
        "return text.translate(_FULL_WIDTH)",
        (f"{S}/exports/tests/test_rules.py::test_a_number_typed_into_a_free_line_does_not_leave",),
    ),
)

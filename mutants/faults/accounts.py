"""Accounts and offices: codes, sessions, the last day of an office, break-glass."""

from mutants.faults.kinds import Edit, Fault, S

CODES = f"{S}/people/actions.py"
SIGN_IN = f"{S}/people/tests/test_sign_in.py"
SESSIONS = f"{S}/people/tests/test_sessions.py"
OFFICES = f"{S}/organisations"
URGENT = f"{S}/web/security/tests/test_urgent.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "code works again",
        "whoever reads the code on somebody's telephone later gets in with it",
        CODES,
        "    fresh = SignInCode.objects.filter(pk=code_id, used_at=None)\n",
        "    fresh = SignInCode.objects.filter(pk=code_id)\n",
        (f"{SIGN_IN}::test_a_code_works_once_and_wrong_ones_are_counted",),
        more=(
            Edit(
                CODES,
                "pk=code_id, used_at=None, ends_at__gt=clock.now(), tries__lt=rules.CODE_TRIES",
                "pk=code_id, ends_at__gt=clock.now(), tries__lt=rules.CODE_TRIES",
            ),
        ),
    ),
    Fault(
        "code works for two at once",
        "of two who type a code at the same moment both get in",
        CODES,
        "    fresh = SignInCode.objects.filter(pk=code_id, used_at=None)\n",
        "    fresh = SignInCode.objects.filter(pk=code_id)\n",
        ("tests/races/test_sign_in_codes.py::test_of_two_uses_of_one_code_at_once_one_wins",),
        "postgresql",
    ),
    Fault(
        "tries unlimited",
        "a code of six digits is found by trying",
        CODES,
        "used_at=None, ends_at__gt=clock.now(), tries__lt=rules.CODE_TRIES",
        "used_at=None, ends_at__gt=clock.now()",
        (f"{SIGN_IN}::test_five_wrong_tries_end_a_code",),
    ),
    Fault(
        "code fits any number",
        "a code sent to one's own telephone opens somebody else's account",
        CODES,
        "    if not (hmac.compare_digest(code.code_hash, expected) and right_number):",
        "    if not hmac.compare_digest(code.code_hash, expected):",
        (f"{SIGN_IN}::test_a_code_belongs_to_its_number",),
    ),
    Fault(
        "second factor works twice",
        "whoever looked over a shoulder uses the same six digits again",
        CODES,
        '        limits.hit("second-used", f"{person.pk}:{step}", limits.SECOND_FACTOR_USES)\n',
        "        pass\n",
        (
            f"{S}/people/tests/test_fresh_proof.py"
            "::test_a_code_of_the_app_works_once_also_across_midnight",
        ),
    ),
    Fault(
        "signing out leaves the session",
        "whoever kept the cookie of a shared telephone is still inside",
        f"{S}/people/session_store.py",
        "            self.model.objects.filter(session_key=row_key(key)).delete()",
        "            self.model.objects.filter(session_key=key).delete()",
        (f"{SESSIONS}::test_signing_out_kills_the_session_on_the_server",),
    ),
    Fault(
        "all devices means this one",
        "a lost telephone stays signed in",
        CODES,
        "    Person.objects.filter(pk=person.pk).update(session_salt=secret_key())\n",
        "",
        (f"{SESSIONS}::test_all_sessions_of_a_person_end_together",),
    ),
    Fault(
        "session kept for ever",
        "a telephone that was sold years ago is still signed in",
        f"{S}/people/session_store.py",
        "return min(idle, began + profile.own_longest) if SESSION_KEY in data else idle",
        "return idle",
        (f"{SESSIONS}::test_no_session_outlives_its_longest_age_however_much_it_is_used",),
    ),
    Fault(
        "office acts a day longer",
        "somebody who was dismissed still reads the desk",
        f"{OFFICES}/models.py",
        "return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)",
        "before = date.fromordinal(day.toordinal() - 1)\n"
        "        return self.filter(Q(to_on=None) | Q(to_on__gte=before), from_on__lte=day)",
        (
            f"{OFFICES}/tests/test_sleeping_rights.py::test_an_ended_office_allows_nothing_with_the_next_click",
        ),
    ),
    Fault(
        "second lock not asked",
        "a found telephone is enough to open a desk",
        f"{OFFICES}/middleware.py",
        "    if grants and not ((shown or not settings.STAFF_SECOND_FACTOR) and awake(request)):",
        "    if grants and not awake(request):",
        (f"{SIGN_IN}::test_staff_have_no_grants_until_the_second_factor_was_shown",),
    ),
    Fault(
        "break-glass by one person",
        "an officer outside reads a place's matters without anybody's leave",
        f"{OFFICES}/models.py",
        "return self.filter(from_at__lte=now, to_at__gt=now)",
        "return self.filter(Q(from_at=None) | Q(from_at__lte=now, to_at__gt=now))",
        (f"{URGENT}::test_until_a_second_person_agrees_nothing_is_seen",),
    ),
    Fault(
        "own leave to break the glass",
        "whoever asked agrees with themself",
        f"{OFFICES}/break_glass.py",
        "    return not own and actor.may(",
        "    return actor.may(",
        (f"{URGENT}::test_who_asked_never_agrees_and_neither_does_who_has_no_part_in_the_place",),
        more=(
            Edit(
                f"{OFFICES}/break_glass.py",
                "if not rows.exclude(asked_by=actor.person).update(**change):",
                "if not rows.update(**change):",
            ),
        ),
    ),
    Fault(
        "broken glass stays broken",
        "what was opened for an emergency is open the next day",
        f"{OFFICES}/models.py",
        "return self.filter(from_at__lte=now, to_at__gt=now)",
        "return self.filter(from_at__lte=now)",
        (f"{URGENT}::test_after_two_hours_it_is_over_though_nobody_did_anything",),
    ),
    Fault(
        "two hours are a day",
        "what was opened for two hours is open for a day",
        f"{OFFICES}/rules.py",
        "GLASS_LASTS, GLASS_WAITS = timedelta(hours=2),",
        "GLASS_LASTS, GLASS_WAITS = timedelta(days=1),",
        (f"{URGENT}::test_after_two_hours_it_is_over_though_nobody_did_anything",),
    ),
    Fault(
        "two administrations for one",
        "whoever runs the system also reads, and tidies, the log about it",
        f"{OFFICES}/models.py",
        'fields=["person"],',
        'fields=["person", "kind", "place"],',
        (
            "tests/permissions/test_administrators.py"
            "::test_the_table_itself_keeps_a_person_from_two_administrations",
        ),
        more=(
            Edit(
                f"{OFFICES}/migrations/0002_three_administrators_and_two_person_steps.py",
                "fields=('person',), name='one_administration_for_a_person'",
                "fields=('person', 'kind', 'place'), name='one_administration_for_a_person'",
            ),
        ),
    ),
)

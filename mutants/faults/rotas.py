"""Rotas and the quiet: the household's own yes, one's own press, and no list of the quiet above."""

from mutants.faults.kinds import Edit, Fault, S

LIFE = f"{S}/rotas/tests/test_life.py"
HOUSEHOLD = f"{S}/rotas/tests/test_household.py"
RULES = f"{S}/rotas/tests/test_rules.py"
RACES = f"{S}/rotas/tests/test_races.py"
QUIET = f"{S}/dispatch/tests/test_quiet.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "officer says the household's yes",
        "whoever arranged a rota agrees to it with the household's link",
        f"{S}/rotas/actions/step.py",
        "actor.opened or actor.may(Permission.ROTA_ARRANGE, rota.place.path):\n",
        "actor.opened:\n",
        (f"{LIFE}::test_nobody_else_says_the_households_yes",),
    ),
    Fault(
        "joined by another's press",
        "somebody is in a rota without their own yes",
        f"{S}/rotas/actions/members.py",
        "    if actor.person is None or seat.person_id != actor.person:\n",
        "    if actor.person is None:\n",
        (f"{LIFE}::test_nobody_is_in_a_rota_without_their_own_yes",),
    ),
    Fault(
        "twice in a row",
        "whoever had the last turn is planned again though others can",
        f"{S}/rotas/rules.py",
        "            one.person in just_done,\n",
        "",
        (f"{RULES}::test_nobody_twice_in_a_row_if_others_can_and_nobody_who_is_away",),
    ),
    Fault(
        "a turn placed twice",
        "two workers place two requests for one turn",
        f"{S}/rotas/actions/turns.py",
        "    return Turn.objects.filter(pk=turn.pk, state=TurnState.PLANNED).exists()\n",
        "    return True\n",
        (f"{RACES}::test_many_workers_place_one_request_for_a_turn",),
        more=(
            Edit(
                f"{S}/rotas/actions/turns.py",
                "    planned = Turn.objects.filter(pk=turn.pk, state=TurnState.PLANNED)\n",
                "    planned = Turn.objects.filter(pk=turn.pk)\n",
            ),
        ),
    ),
    Fault(
        "a rest that lets them come",
        "whoever was to come while the household rests is not told",
        f"{S}/rotas/actions/household.py",
        "    _drop_all(rota, until)\n",
        "",
        (f"{HOUSEHOLD}::test_a_rest_places_nothing_and_goes_on_by_itself",),
    ),
    Fault(
        "a rota's contact erased while it runs",
        "after half a year a running rota no longer knows its door",
        f"{S}/service_requests/retention.py",
        "Contact.objects.filter(Exists(requests), made_at__lt=edge)",
        "Contact.objects.filter(made_at__lt=edge)",
        (f"{HOUSEHOLD}::test_after_its_term_nothing_of_anybody_is_left_and_not_before",),
    ),
    Fault(
        "the quiet seen from above",
        "a street asks and silences the quiet of its communities",
        f"{S}/dispatch/actions.py",
        "    if community.path not in own_communities(actor):\n",
        '    if not actor.may("unit:manage", community.path):\n',
        (f"{QUIET}::test_nobody_above_or_beside_asks_or_leaves_alone",),
    ),
    Fault(
        "asked again and again",
        "a quiet unit is asked as often as somebody presses",
        f"{S}/dispatch/actions.py",
        "    if not QuietMark.objects.filter(free, pk=mark.pk).update(asked_at=clock.now()):\n",
        "    if not QuietMark.objects.filter(pk=mark.pk).update(asked_at=clock.now()):\n",
        (f"{QUIET}::test_one_press_asks_the_liaison_and_no_second_within_thirty_days",),
    ),
)

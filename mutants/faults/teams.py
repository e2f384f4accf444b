"""Teams: never too many, never without consent, never without one's own act."""

from mutants.faults.kinds import Edit, Fault, S

T = f"{S}/teams/tests"
JOINING, ARRANGING = f"{S}/teams/actions/joining.py", f"{S}/teams/actions/arranging.py"
LIFE = f"{T}/test_life.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a file that puts people in",
        "whoever a file names is in the team without having said yes",
        f"{S}/teams/actions/joining.py",
        "        _ask(actor, team, list(known.values()), role)\n",
        "        for person in known.values():\n            _enter(team, person)\n",
        (f"{T}/test_files.py::test_those_it_names_are_asked_and_nobody_is_in",),
    ),
    Fault(
        "a file twice, two teams",
        "the same row read again founds a second team",
        f"{S}/imports/actions.py",
        "if line.row_index in indexes or keys[line] in own:",
        "if keys[line] in own:",
        (f"{T}/test_files.py::test_each_row_has_one_verdict_and_a_second_run_changes_nothing",),
    ),
    Fault(
        "team without consent works",
        "a team serves in a community whose residents' committee has not agreed",
        ARRANGING,
        "rules.lacks(consented=bool(team.consented_at), led=",
        "rules.lacks(consented=True, led=",
        (f"{LIFE}::test_without_the_committees_consent_no_team_works",),
    ),
    Fault(
        "compound's own desk writes the consent down",
        "the desk that founded a team says in the committee's name that it may work",
        f"{S}/teams/queries.py",
        "    if actor.may(Permission.TEAM_CONSENT, team.place.path):\n",
        "    if actor.may(Permission.TEAM_ARRANGE, team.place.path):\n",
        (f"{LIFE}::test_without_the_committees_consent_no_team_works",),
    ),
    Fault(
        "last place in a team taken twice",
        "two who join at the same moment are both in the last place",
        JOINING,
        '    room = Team.objects.filter(pk=team.pk, state__in=OPEN, taken__lt=F("size"))\n'
        '    if not room.update(taken=F("taken") + 1):\n',
        "    room = Team.objects.filter(pk=team.pk, state__in=OPEN)\n    if not room.exists():\n",
        (f"{LIFE}::test_neighbours_join_by_their_own_act_while_there_is_room",),
    ),
    Fault(
        "asked is in",
        "whoever is invited to a team is in it without having said yes",
        JOINING,
        '    post(kind, people, link=f"/teams/{team.pk}/", **words_for(team))\n',
        "    for person in people:\n        _enter(team, person)\n",
        (f"{LIFE}::test_one_press_invites_all_who_fit_and_only_invites",),
    ),
    Fault(
        "leader leaves and nobody notices",
        "a team without a leader lies on no desk",
        JOINING,
        "        team.leader_id = person\n        lose_leader(team)\n",
        "        team.leader_id = None\n",
        (f"{LIFE}::test_a_leader_who_leaves_without_a_successor_leaves_it_on_the_desk",),
    ),
    Fault(
        "leader's word in the message",
        "what a leader says to the team leaves the house by e-mail",
        f"{S}/teams/actions/leading.py",
        "         **words_for(team))  # fmt: skip\n",
        "         said=text, **words_for(team))  # fmt: skip\n",
        (f"{LIFE}::test_a_word_of_the_leader_stays_on_the_page_and_names_nobody",),
    ),
    Fault(
        "members named to every neighbour",
        "whoever may join a team reads who is in it",
        f"{S}/teams/views/own.py",
        "    members = queries.members(actor, team) if roles & {Role.MEMBER, Role.DESK} else []\n",
        "    members = queries.members(actor, team)\n",
        (f"{T}/test_pages.py::test_the_board_names_teams_and_no_person",),
        more=(
            Edit(
                f"{S}/teams/models.py",
                '            seen |= Q(team__in=own.values("team"), left_at=None)\n',
                "            seen |= Q(left_at=None)\n",
            ),
            Edit(
                f"{S}/teams/templates/teams/show.html",
                "in roles or Role.DESK in roles %}\n<section>",
                "in roles or members %}\n<section>",
            ),
        ),
    ),
)

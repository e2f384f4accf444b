"""Projects: opinions, agreements, money, indicators and the last place in a role."""

from mutants.faults.kinds import Fault, S

P = f"{S}/projects"
LIFE, SIDES = f"{P}/tests/test_life.py", f"{P}/tests/test_sides.py"
RULES, PAGES = f"{P}/tests/test_rules.py", f"{P}/tests/test_pages.py"
LINE, OFFERING = f"{P}/tests/test_line.py", f"{P}/tests/test_offering.py"
RACES = "tests/races/test_projects.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a row of a file forgets that it came in",
        "the same file makes each project a second time",
        f"{S}/projects/importing.py",
        "    return propose(actor, place, draft_of(cells), import_index=index)\n",
        "    return propose(actor, place, draft_of(cells))\n",
        (
            f"{S}/projects/tests/test_files.py"
            "::test_each_row_gets_one_verdict_and_a_second_run_changes_nothing",
        ),
    ),
    Fault(
        "a budget rounded to the yuan",
        "a budget that is some fen off is taken",
        f"{P}/money.py",
        "    if planned != total:\n",
        "    if planned // FEN != total // FEN:\n",
        (f"{RULES}::test_a_budget_holds_exactly_when_its_fen_add_up",),
    ),
    Fault(
        "silence on a panel is consent",
        "a project is passed although nobody has said anything",
        f"{P}/rules.py",
        "    if not any(seat.state == SeatState.SAID for seat in seats):\n",
        "    if all(seat.state == SeatState.DECLINED for seat in seats):\n",
        (f"{RULES}::test_a_panel_has_three_sides_an_opinion_and_a_week",),
    ),
    Fault(
        "a partner weighs its own project",
        "whoever gains by it sits on the panel",
        f"{P}/rules.py",
        "    return person not in stakes.people and not stakes.organisations & organisations\n",
        "    return person not in stakes.people\n",
        (f"{SIDES}::test_whoever_proposed_or_is_a_partner_does_not_sit_on_the_panel",),
    ),
    Fault(
        "an insurance that begins later",
        "something dangerous starts uninsured (条例 17)",
        f"{P}/needs.py",
        "(now.insured_on is None or now.insured_on > now.today)",
        "now.insured_on is None",
        (f"{LIFE}::test_an_insurance_that_begins_later_does_not_cover_today",),
    ),
    Fault(
        "signed once, changed afterwards",
        "an agreement goes on to hold for other terms than were signed",
        f"{P}/actions/step.py",
        "    rows.update(agreed_at=None, agreed_by=None)\n    if project.letter is not None:\n",
        "    rows.update(agreed_at=None, agreed_by=None)\n    if project.letter is None:\n",
        (f"{LIFE}::test_what_was_weighed_stays_and_a_changed_period_is_signed_anew",),
    ),
    Fault(
        "the last place in a role is looked at, then taken",
        "more people come than are wanted",
        f"{P}/actions/line.py",
        'return bool(rows.update(taken=F("taken") + 1))',
        "return rows.exists()",
        (f"{SIDES}::test_coming_and_leaving_are_ones_own_press",),
    ),
    Fault(
        "the last in a role's line is asked first",
        "whoever waited longest is overtaken",
        f"{P}/actions/line.py",
        'rows.order_by("at", "pk")[:IN_FRONT]',
        'rows.order_by("-at", "pk")[:IN_FRONT]',
        (f"{LINE}::test_whoever_waits_first_is_asked_and_moves_up_by_their_own_yes",),
    ),
    Fault(
        "who is only asked counts as come",
        "a project is staffed by people who have not said yes",
        f"{P}/queries/standing.py",
        "one.taken - one.kept",
        "one.taken",
        (f"{LINE}::test_who_is_only_asked_does_not_make_it_staffed",),
    ),
    Fault(
        "an organisation takes its own offer",
        "whoever offers becomes a partner without the runner's yes",
        f"{P}/actions/offering.py",
        "    must_run(actor, project)\n    if project.state not in OFFERABLE:\n",
        "    if project.state not in OFFERABLE:\n",
        (f"{OFFERING}::test_an_offer_counts_when_the_runner_takes_it",),
    ),
    Fault(
        "a project tells who proposed it",
        "a neighbour's name hangs at the gate",
        f"{P}/queries/origin.py",
        '    return _("一位邻居") if project.by_neighbour else _desk_name(project)\n',
        '    return project.proposed_by.name if project.proposed_by else ""\n',
        (f"{PAGES}::test_the_gate_leads_to_projects_and_they_name_nobody",),
    ),
    Fault(
        "what is only proposed hangs at the gate",
        "neighbours read what nobody has weighed",
        f"{P}/models/projects.py",
        '        seen = Q(called_at__isnull=False) | of_desk(actor, "place__path")\n',
        "        seen = ~Q(state=rules.State.DECLINED)\n",
        (f"{PAGES}::test_the_gate_leads_to_projects_and_they_name_nobody",),
    ),
    Fault(
        "an overdue project moves on by itself",
        "the clock takes a step that is somebody's own",
        f"{P}/actions/deadlines.py",
        "    advance(CLOCK, project, Action.MOVE_UP, desk_id=above.pk, due_at=due)\n",
        "    advance(CLOCK, project, Action.CALL, desk_id=above.pk, due_at=due)\n",
        (f"{LIFE}::test_due_times_remind_once_and_then_the_desk_above_has_it",),
    ),
)

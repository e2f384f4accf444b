"""Plans of all requests at once: proven, by the rules, and sent by nobody but a person."""

from mutants.faults.kinds import Fault, S

D = f"{S}/dispatch"
T = f"{D}/tests"
BATCH, FLOW, EDGES = f"{T}/test_batch.py", f"{T}/test_flow.py", f"{T}/test_edges.py"
ALIKE = f"{T}/test_alike.py"
TRAITS, WEIGHTS = f"{T}/test_traits.py", f"{T}/test_weights.py"
PLACING, TOLD = f"{T}/test_placing.py", f"{T}/test_telling.py"
PAGE = f"{S}/web/desk/tests/test_planning.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "prices not carried on",
        "a plan that was the cheapest is not, once a request has gone",
        f"{D}/flow.py",
        "                y[node] += sign * (so_far - best)\n",
        "                y[node] += sign * (so_far - best) // 2\n",
        (f"{FLOW}::test_it_stays_the_cheapest_whatever_comes_and_goes",),
    ),
    Fault(
        "freed people stay idle",
        "whoever a dropped request had is not given to anybody else",
        f"{D}/flow.py",
        "        for member in freed:\n            self._fetch(member)\n",
        "        for member in freed:\n            self._load[member] -= 1\n",
        (f"{FLOW}::test_it_stays_the_cheapest_whatever_comes_and_goes",),
    ),
    Fault(
        "load costs nothing",
        "the second matter of somebody is as cheap as the first",
        f"{D}/flow.py",
        "            used, costs = self._load[-1 - node], self._extra[-1 - node]\n"
        "        else:\n"
        "            used, costs = self._empty(node - 1), self._lost[node - 1]\n"
        "        return costs[used] + self._y[node] if used < len(costs) else NEVER",
        "            used, costs = self._load[-1 - node], self._extra[-1 - node]\n"
        "        else:\n"
        "            used, costs = self._empty(node - 1), self._lost[node - 1]\n"
        "        return costs[0] + self._y[node] if used < len(costs) else NEVER",
        (f"{FLOW}::test_no_plan_is_cheaper",),
    ),
    Fault(
        "a certificate that believes",
        "whatever plan there is calls itself the cheapest",
        f"{D}/flow.py",
        "        return not self.faults and self.cost == self.bound\n",
        "        return not self.faults\n",
        (f"{FLOW}::test_control_a_plan_that_was_meddled_with_is_told",),
    ),
    Fault(
        "unproven plans are shown",
        "a plan whose certificate fails is shown as the best",
        f"{D}/batch.py",
        "        if not proof.holds:\n",
        "        if proof is None:\n",
        (f"{BATCH}::test_a_plan_that_does_not_prove_itself_is_not_shown",),
    ),
    Fault(
        "parts that hang together told apart",
        "somebody is given to two requests at once, because each was planned without the other",
        f"{D}/batch.py",
        "        for number in known:\n            boss[number] = here\n",
        "",
        (f"{BATCH}::test_whoever_could_go_to_either_of_two_joins_their_parts",),
    ),
    Fault(
        "offered people are free again",
        "whoever was just invited is planned as if they had nothing on hand",
        f"{D}/batch.py",
        "            self.set_extra(who, self._extra[who][1:])\n",
        "            self.set_extra(who, self._extra[who])\n",
        (f"{BATCH}::test_it_stays_proven_while_requests_come_go_and_are_offered",),
    ),
    Fault(
        "another choice looks free",
        "the desk reads that somebody else would do as well, whatever it costs the others",
        f"{D}/batch.py",
        "        more = opening.fits[comes] + extra[0]\n",
        "        more = opening.fits[comes]\n",
        (f"{BATCH}::test_what_another_choice_costs_is_what_the_cheapest_plan_with_it_costs",),
    ),
    Fault(
        "drafts pass for plans",
        "a quick answer is not said to be one",
        f"{D}/batch.py",
        "    return Plan(given, cost, 0, empty, provisional=True)\n",
        "    return Plan(given, cost, cost, empty)\n",
        (f"{BATCH}::test_greedy_is_dearer_where_two_want_the_same_one",),
    ),
    Fault(
        "gender weighed where none is wished",
        "a trait outside the list changes who is asked",
        f"{D}/queries.py",
        "            by_distance=row.by_distance,\n",
        '            by_distance=row.by_distance or row.gender == "f",\n',
        (f"{TRAITS}::test_no_other_trait_changes_anything",),
    ),
    Fault(
        "the off switch does nothing",
        "a compound that wants time and distance alone is still weighed by fit",
        f"{D}/matching.py",
        "    if by_distance or candidate.by_distance:\n        return found\n",
        "    if candidate.by_distance:\n        return found\n",
        (f"{TRAITS}::test_switched_off_nothing_but_time_and_distance_orders",),
    ),
    Fault(
        "plans that bring apart people together",
        "in a plan somebody is given to whom they would rather not meet",
        f"{D}/known.py",
        "        found.update(self.avoided.get(index, ()), self.kept_apart.get(index, ()))\n",
        "        found.update(self.kept_apart.get(index, ()))\n",
        (f"{EDGES}::test_the_same_people_reasons_and_numbers_as_alone",),
    ),
    Fault(
        "plans that take some for alike who are not",
        "whoever wishes for time and distance alone is weighed by how often they were asked",
        f"{D}/alike.py",
        '    return row.by_distance, vars(row)["asked_lately"]\n',
        '    return vars(row)["asked_lately"]\n',
        (f"{ALIKE}::test_in_a_drawn_town_all_are_found_at_what_they_cost",),
    ),
    Fault(
        "plans in which the first of the table is always first",
        "of those who are level the same people are proposed for every request",
        f"{D}/alike.py",
        "        drawn = nsmallest(most, _places_of(bits), "
        "lambda place: batch.lot(number, names[place]))\n",
        "        drawn = list(_places_of(bits))[:most] if names else []\n",
        (f"{ALIKE}::test_the_nearest_of_a_drawn_town_are_those_of_every_pair",),
    ),
    Fault(
        "plans that send people across streets",
        "somebody is offered to a request of another street, because both were planned together",
        f"{D}/known.py",
        "                rows = [row for row in self.rows.values() "
        "if row.place.path.startswith(top)]\n",
        "                rows = list(self.rows.values())\n",
        (f"{ALIKE}::test_nobody_is_offered_to_another_street_for_which_people_were_read_as_well",),
    ),
    Fault(
        "back to the door with an open complaint",
        "whoever a complaint is open about is sent to the same resident again",
        f"{D}/queries.py",
        '    rows = rows.exclude(person__in=complained_of([request]).values("helper"))\n',
        "",
        (f"{EDGES}::test_whoever_a_complaint_is_open_about_is_not_sent_to_that_door",),
    ),
    Fault(
        "answers owed are forgotten",
        "somebody who was asked an hour ago is planned as if nobody had",
        f"{D}/edges.py",
        '    now = said["open_now"] + known.awaited[row.person_id]\n',
        '    now = said["open_now"]\n',
        (f"{EDGES}::test_what_was_offered_or_accepted_is_taken_off",),
    ),
    Fault(
        "weights of any order",
        "the third matter may be cheaper than the second, so that no plan can be proven",
        f"{D}/weights.py",
        "            if numbers[later] < numbers[earlier]:\n",
        "            if numbers[later] < 0:\n",
        (f"{WEIGHTS}::test_what_is_validated_is_in_range_and_in_order",),
    ),
    Fault(
        "weights changed without a word",
        "by what people are asked changes and nobody can read why",
        f"{D}/weighing.py",
        "    if not said:\n",
        "    if said is None:\n",
        (f"{WEIGHTS}::test_it_is_not_set_without_a_reason_nor_behind_anothers_back",),
    ),
    Fault(
        "a page of yesterday is sent all the same",
        "what somebody handled meanwhile is offered once more behind their back",
        f"{S}/web/desk/planning.py",
        "    if pressed.seen != seen_mark(card) or not chosen:\n",
        "    if not chosen:\n",
        (f"{PAGE}::test_one_that_was_handled_meanwhile_is_left_and_the_others_go_out",),
    ),
    Fault(
        "told of a place again and again",
        "whoever was told of a free place gets the same message at every press",
        f"{D}/migrations/0005_free_places.py",
        "[models.UniqueConstraint(fields=('kind', 'key', 'person'),"
        " name='told_of_a_free_place_once')]",
        "[]",
        (
            f"{TOLD}::test_the_table_itself_refuses_a_second_note",
            f"{TOLD}::test_of_two_presses_at_once_one_tells",
        ),
    ),
    Fault(
        "told whatever the rules say",
        "a browser that sends a name back tells somebody whom the place would not let in",
        f"{D}/telling.py",
        "for who in ticked[one.code].people if who in fitting]",
        "for who in ticked[one.code].people if who in area.rows]",
        (f"{TOLD}::test_somebody_whom_the_rules_do_not_let_in_is_not_told_whatever_comes_back",),
    ),
    Fault(
        "a free place of yesterday is told all the same",
        "somebody comes at the hour that was, because the desk's page was older than the change",
        f"{D}/telling.py",
        "if ticked[one.code].seen == one.seen]",
        "if ticked[one.code]]",
        (f"{TOLD}::test_a_place_whose_time_has_changed_is_left_and_said",),
    ),
    Fault(
        "places taken weigh nothing",
        "whoever stands in three projects is proposed as if their hands were empty",
        f"{D}/placing.py",
        "        there[who] = replace(helper, extra=helper.extra[before.taken.get(who, 0) :])\n",
        "        there[who] = helper\n",
        (f"{PLACING}::test_places_that_they_have_taken_are_in_their_hands",),
    ),
    Fault(
        "two places at one time",
        "a neighbour is told of two roles of the same Saturday morning",
        f"{D}/wanted.py",
        "        return self.link == other.link or (self.dated and other.dated and at_once)\n",
        "        return self.link == other.link and at_once\n",
        (f"{PLACING}::test_nobody_is_proposed_for_two_places_at_the_same_time",),
    ),
    Fault(
        "brought together at an activity",
        "somebody is told of a place where the one sits whom they would rather not meet",
        f"{D}/known.py",
        "        indexes = indexes.union(*(one.met for one in wanted))\n",
        "",
        (f"{PLACING}::test_whom_the_rules_do_not_let_in_is_not_told",),
    ),
    Fault(
        "asked back to what they left",
        "whoever gave their place up is told that it is free",
        f"{S}/activities/queries/wanted.py",
        "        known[activity].add(person)\n",
        "        if state == Says.COMES:\n            known[activity].add(person)\n",
        (
            f"{S}/activities/tests/test_wanted.py"
            "::test_whoever_sits_there_waits_or_left_is_not_told",
        ),
    ),
    Fault(
        "past those who wait",
        "a stranger is told of a free place for which a neighbour stands in line",
        f"{S}/projects/queries/wanted.py",
        "    ).exclude(Exists(line))\n",
        "    )\n",
        (
            f"{S}/projects/tests/test_wanted.py"
            "::test_where_somebody_waits_they_are_asked_before_anybody_is_told",
        ),
    ),
    Fault(
        "helpers see who was passed over",
        "whoever was chosen reads in whose place",
        f"{D}/models/plan.py",
        "        seen = Q(pk=None)\n",
        "        seen = Q(chosen=actor.person)\n",
        (f"{PAGE}::test_only_the_desk_sees_it_and_it_goes_with_an_account",),
    ),
)

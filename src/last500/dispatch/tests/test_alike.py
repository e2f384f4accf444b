"""Asking the rules once for all who are alike finds what asking them for every pair finds."""

from collections import Counter

import pytest

from last500.base import clock
from last500.base.fields import Sealed
from last500.dispatch import batch, edges, matching, weighing
from last500.dispatch.alike import HANGS_ON, OF_NOBODY, OF_THE_PAIR, OTHER_PARTS, PARTS
from last500.dispatch.queries import LOOKED_AT, best_helpers
from last500.dispatch.tests import crowd
from last500.dispatch.tests.drawn import Drawn
from last500.dispatch.tests.test_edges import HOME, loaded
from last500.dispatch.tests.test_matching import NEED, helper
from last500.reportin.models import ReportIn
from last500.service_requests.rules import Hindrance


def by_every_pair(request):
    """Of each who may be asked: cost, reasons, parts."""
    found = best_helpers(request, LOOKED_AT)
    return {one.person.pk: (one.cost, one.reasons, one.parts) for one in found}


def by_those_alike(area, request):
    found = area.proposals[request.number]
    return {who: (one.cost, one.reasons, one.parts) for who, one in found.items()}


def pair_cost(cost, parts):
    return cost - parts.get("on_hand", 0)


@pytest.mark.parametrize("seed", range(8))
def test_in_a_drawn_town_all_are_found_at_what_they_cost(cast, monkeypatch, seed):
    Drawn(cast, seed)
    if seed % 2:
        weighing.set_by_distance(cast.actor("lin"), cast.a, True, reason="试试", seen=0)
    monkeypatch.setattr(batch, "CANDIDATES", LOOKED_AT)
    requests = loaded()
    area = edges.area_of(requests)
    fits = {one.key: one.fits for one in area.openings}
    met = Counter()
    for request in requests:
        every = by_every_pair(request)
        assert by_those_alike(area, request) == every
        costs = {who: pair_cost(cost, parts) for who, (cost, _said, parts) in every.items()}
        assert fits.get(request.number, costs) == costs
        met.update(code.split(":")[0] for _cost, said, _parts in every.values() for code in said)
    assert len(met) >= 6, f"too little of anything in this town: {met}"


@pytest.mark.parametrize("most", [1, 4])
@pytest.mark.parametrize("seed", range(3))
def test_the_nearest_of_a_drawn_town_are_those_of_every_pair(cast, monkeypatch, seed, most):
    Drawn(cast, seed)
    monkeypatch.setattr(batch, "CANDIDATES", most)
    requests = loaded()
    fits = {one.key: one.fits for one in edges.area_of(requests).openings}
    more = 0
    for request in requests:
        every = by_every_pair(request).items()
        costs = {who: pair_cost(cost, parts) for who, (cost, _said, parts) in every}
        whole = batch.Opening(request.number, (), costs)
        assert fits.get(request.number) in (None, batch.nearest(whole, most).fits)
        more += len(costs) > most
    assert more >= 5


def test_of_every_hindrance_it_is_known_on_what_it_hangs():
    assert {*HANGS_ON, *OF_THE_PAIR, *OF_NOBODY} == set(Hindrance)
    assert len(HANGS_ON) + len(OF_THE_PAIR) + len(OF_NOBODY) == len(Hindrance)


def test_of_every_part_of_a_cost_as_well():
    assert set(matching.parts(helper(), NEED)) == PARTS | OTHER_PARTS


def test_what_no_request_asks_for_stays_sealed(cast):
    for row in ReportIn.objects.all():
        row.gender, row.age = "f", "teen"
        row.save()
    day = clock.today() + 3 * clock.DAY
    plain = cast.verified(**HOME, wished_on=day, wished_part="morning")
    asking = cast.verified(by="hua", **HOME, helper_gender="f")
    opened = [
        {
            name
            for row in edges.area_of(loaded(one)).rows.values()
            for name in ("gender", "age")
            if not isinstance(vars(row)[name], Sealed)
        }
        for one in (plain, asking)
    ]
    assert opened == [set(), {"gender"}]


def test_nobody_is_offered_to_another_street_for_which_people_were_read_as_well(cast):
    here = cast.verified(**HOME)
    (there,) = crowd.requests(cast.b, 1, state="verified")
    area = edges.area_of(loaded(here, there))
    assert cast.zhao.pk in area.rows and cast.zhao.pk in area.proposals[there.number]
    for request in loaded(here, there):
        assert by_those_alike(area, request) == by_every_pair(request)

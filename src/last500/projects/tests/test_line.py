"""The line of a full role: asked before they are moved up, in order; silence is no."""

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.projects import actions
from last500.projects.actions.line import ANSWERS
from last500.projects.models import ProjectRole, RoleClaim, RoleWait
from last500.projects.retention import PARTS
from last500.projects.rules import State, Waits
from last500.projects.tests import world
from last500.projects.tests.world import fresh, role_of
from tests.reading import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(cast):
    """Two places, taken by Wang and Zhou; Li waits, then Zhao."""
    project = world.called(cast)
    world.filled(cast, project)
    for name in ("li", "zhao"):
        actions.join(cast.actor(name), role_of(project))
    return project


def state_of(cast, name: str) -> str:
    return RoleWait.objects.filter(person=cast.people[name]).latest("at").state


def test_nobody_waits_for_what_is_free_or_twice(cast):
    project = world.called(cast)
    with pytest.raises(Conflict, match="空位"):
        actions.join(cast.actor("li"), role_of(project))
    world.filled(cast, project)
    with pytest.raises(Conflict, match="已经在里面"):
        actions.join(cast.actor("wang"), role_of(project))
    with pytest.raises(Refused, match="报到"):
        actions.join(cast.actor("chen"), role_of(project))
    actions.join(cast.actor("li"), role_of(project))
    with pytest.raises(Conflict, match="已经在排队"):
        actions.join(cast.actor("li"), role_of(project))


def test_whoever_waits_first_is_asked_and_moves_up_by_their_own_yes(cast, full):
    role = role_of(full)
    actions.leave(cast.actor("wang"), role)
    assert (state_of(cast, "li"), state_of(cast, "zhao")) == (Waits.ASKED, Waits.WAITING)
    assert world.told("project_place") == {cast.li.pk}
    assert not RoleClaim.objects.active().filter(person=cast.li).exists()  # asked, not moved
    with pytest.raises(Conflict, match="排队"):  # nobody goes past them
        actions.claim(cast.actor("wang"), role)
    actions.claim(cast.actor("li"), role)
    assert RoleClaim.objects.active().filter(person=cast.li).exists()
    assert state_of(cast, "li") == Waits.TOOK and ProjectRole.objects.get().taken == 2


def test_a_no_and_silence_ask_the_next(cast, full):
    role = role_of(full)
    actions.leave(cast.actor("wang"), role)
    actions.decline_place(cast.actor("li"), role)
    assert (state_of(cast, "li"), state_of(cast, "zhao")) == (Waits.DECLINED, Waits.ASKED)
    actions.join(cast.actor("li"), role)  # and waits again, at the end
    assert actions.lapse_places() == 0
    with clock.at(clock.now() + ANSWERS):
        with pytest.raises(Conflict, match="时间过了"):
            actions.claim(cast.actor("zhao"), role)
        assert actions.lapse_places() == 1 and actions.lapse_places() == 0
    assert (state_of(cast, "zhao"), state_of(cast, "li")) == (Waits.LAPSED, Waits.ASKED)
    assert ProjectRole.objects.get().taken == 2


def test_leaving_the_line_leaves_nothing_and_only_ones_own(cast, full):
    role = role_of(full)
    actions.decline_place(cast.actor("li"), role)
    assert state_of(cast, "li") == Waits.LEFT
    with pytest.raises(Forbidden):
        actions.decline_place(cast.actor("li"), role)
    actions.leave(cast.actor("wang"), role)
    assert state_of(cast, "zhao") == Waits.ASKED


def test_more_places_ask_as_many_of_the_line(cast, full):
    wish = actions.Wish("助教", 4, "phone_teaching", key=role_of(full).pk)
    actions.set_roles(cast.actor("lin"), full, [wish])
    assert {state_of(cast, name) for name in ("li", "zhao")} == {Waits.ASKED}
    assert ProjectRole.objects.get().taken == 4


def test_who_is_only_asked_does_not_make_it_staffed(cast, full):
    actions.leave(cast.actor("wang"), role_of(full))
    with pytest.raises(Refused, match="人还没齐"):
        actions.staff(cast.actor("lin"), fresh(full))
    actions.claim(cast.actor("li"), role_of(full))
    assert actions.staff(cast.actor("lin"), fresh(full)).state == State.STAFFED


def test_a_closed_account_leaves_its_place_to_the_next(cast, full):
    actions.leave(cast.actor("wang"), role_of(full))
    PARTS[0].leave(cast.li)
    assert state_of(cast, "zhao") == Waits.ASKED and RoleWait.objects.count() == 1


def test_when_it_is_given_up_nobody_is_asked_any_more(cast, full):
    actions.give_up(cast.actor("lin"), fresh(full), reason="场地没了。")
    assert not RoleWait.objects.in_line().exists()
    assert actions.lapse_places() == 0


def test_the_line_through_the_pages(cast):
    project = world.called(cast)
    world.filled(cast, project)
    page = f"/projects/{project.pk}/"
    li = Reader(cast.li).open(page).press("排队").sees("你在排队，空出来先问你")
    Reader(cast.wang).open(page).press("我来不了了").sees_not("李敏")
    li.open("/me/inbox/").sees("项目里空出一个位置，先问你")
    li.open(page).sees("空出一个位置，先问你。").press("我来", where="claim").sees("你在里面")
    Reader(cast.zhao).open(page).press("排队").press("不排了").sees("排队，空出来先问我")

"""For whom an activity is: the same words as of its project, taken over where nothing is said."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from last500.activities import actions
from last500.activities.tests.test_pages import form_data
from last500.activities.tests.town import fresh_activity, plan
from last500.base import clock
from last500.base.errors import Refused
from last500.projects.tests.world import proposed
from tests.privacy.test_sealing_migrations import migrate, older  # noqa: F401


@pytest.mark.django_db
def test_an_activity_is_for_whom_its_project_is(cast):
    project = proposed(cast, audience="mothers")
    lin, here = cast.actor("lin"), cast.a
    of_project = actions.set_up(lin, here, plan(audience="", project=project.pk))
    said = actions.set_up(lin, here, plan(audience="elders", project=project.pk))
    alone = actions.set_up(lin, here, plan(audience=""))
    assert [one.audience for one in (of_project, said, alone)] == ["mothers", "elders", "all"]
    assert fresh_activity(of_project).get_audience_display() == project.get_audience_display()


@pytest.mark.django_db
def test_the_form_offers_it_where_there_is_a_project(cast, client):
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    address = reverse("activities:new", args=[cast.a.pk])
    assert "属于项目的，和项目一样" not in client.get(address).content.decode()
    project = proposed(cast, audience="pet_keepers")
    assert "属于项目的，和项目一样" in client.get(address).content.decode()
    said = form_data(
        audience="",
        project=str(project.pk),
        once=uuid4().hex,
        on=str(clock.today() + 9 * clock.DAY),
    )
    answer = client.post(address, said)
    assert answer.status_code == 303, answer.content.decode()
    assert project.activities.get().audience == "pet_keepers"


@pytest.mark.django_db
def test_a_project_that_is_not_theirs_or_not_agreed_to_is_none(cast):
    project = proposed(cast, by="wang")
    with pytest.raises(Refused, match="不归你管"):
        actions.set_up(cast.actor("wang"), cast.a, plan(project=project.pk))


def test_old_codes_there_and_back(older):  # noqa: F811
    before, now = [("activities", "0002_guards_of_sign_ups")], clock.now()
    rows = migrate(older, before)
    place = rows("places.Place").create(name="芙蓉苑", path="1", level="compound")
    person = rows("people.Person").create(phone_index="1", made_at=now)
    old = ["everybody", "families", "teens"]
    for number, code in enumerate(old):
        rows("activities.Activity").create(
            number=str(number), place=place, title=code, what="读", audience=code, risk="none",
            starts_at=now, ends_at=now + timedelta(hours=1), state="planned", made_by=person,
            made_at=now, changed_at=now,
        )  # fmt: skip

    def codes() -> dict[str, str]:
        return dict(rows("activities.Activity").values_list("title", "audience"))

    rows = migrate(older, [("activities", "0003_one_list_of_audiences")])
    assert codes() == dict(zip(old, ["all", "parents", "teens"], strict=True))
    hard = rows("activities.Activity").get(title="teens")
    hard.audience = "families"  # in hardship: no old word says so
    hard.save()
    rows = migrate(older, before)
    assert codes() == dict(zip(old, ["everybody", "families", "everybody"], strict=True))

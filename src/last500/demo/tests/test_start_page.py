"""One tap signs in as a persona, in the demo and nowhere else."""

import pytest

from last500.demo.personas import PERSONAS
from last500.people.actions import person_with_phone


@pytest.fixture
def people(db):
    return [person_with_phone(persona.phone, name=persona.name) for persona in PERSONAS]


@pytest.mark.django_db
def test_outside_the_demo_there_is_no_such_page(client, people):
    assert client.get("/demo/").status_code == 404
    for persona in PERSONAS:
        assert client.post(f"/demo/as/{persona.code}/").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_one_tap_signs_in_as_each_persona(client, people, settings):
    settings.DEMO = True
    assert "罗桂珍" in client.get("/demo/").content.decode()
    for persona, person in zip(PERSONAS, people, strict=True):
        answer = client.post(f"/demo/as/{persona.code}/")
        assert (answer.status_code, answer["Location"]) == (303, persona.first_page)
        assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.django_db
def test_only_by_a_post_and_only_as_somebody_who_is_there(client, settings):
    settings.DEMO = True
    assert client.get("/demo/as/resident/").status_code == 405
    assert client.post("/demo/as/resident/").status_code == 404
    assert client.post("/demo/as/emperor/").status_code == 404


@pytest.mark.django_db
def test_the_walk_goes_on_with_what_was_placed_and_whom_was_invited(cast, settings, client, people):
    settings.DEMO = True
    resident = people[0]
    request = cast.placed()
    request.requester = resident
    request.save(update_fields=["requester"])
    from last500.service_requests import actions

    actions.verify(cast.actor("lin"), request, how="phone")
    assert client.post("/demo/as/secretary/")["Location"] == f"/desk/request/{request.number}/"
    assert client.post("/demo/as/word/")["Location"] == f"/r/{request.number}/"
    client.post("/demo/as/helper/")
    assert client.session["_auth_user_id"] == str(people[2].pk)
    actions.offer(cast.actor("lin"), cast.fresh(request), helpers=[cast.wang.pk])
    client.post("/demo/as/helper/")
    assert client.session["_auth_user_id"] == str(cast.wang.pk)

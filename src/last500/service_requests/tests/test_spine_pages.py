"""The smallest way through: the page at the gate, placing, the private link, the word."""

import re

from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest

WHAT = {"category": "public_facility", "text": "楼道三层的灯坏了一周。"}
WHERE = {"spot": "stairs", "phone": "10000001234", "consent": "on", "wished_part": "any"}


def fresh_key(page) -> str:
    return re.search(r'name="once" value="(\w+)"', page.content.decode())[1]


def place(client, slug="furongyuan", **more):
    page = client.post(f"/c/{slug}/request/", WHAT | {"step": "next"})
    assert page.status_code == 200
    data = WHAT | WHERE | {"step": "send", "once": fresh_key(page)} | more
    return client.post(f"/c/{slug}/request/", data)


def test_from_the_gate_to_the_residents_word_without_an_account(client, cast):
    gate = client.get("/c/furongyuan/")
    assert "/c/furongyuan/request/" in gate.content.decode()
    sent = place(client)
    assert sent.status_code == 303
    opened = client.get(sent["Location"])
    matter = ServiceRequest.objects.get()
    assert opened["Location"] == f"/r/{matter.number}/?sent=1"
    assert str(matter) in client.get(opened["Location"]).content.decode()

    actions.verify(cast.actor("lin"), matter, how="phone")
    actions.offer(cast.actor("lin"), cast.fresh(matter), helpers=[cast.wang.pk])
    actions.accept(cast.actor("wang"), cast.fresh(matter))
    followed = client.get(f"/r/{matter.number}/").content.decode()
    assert "王师傅" in followed
    assert matter.acceptances.get().visit_code in followed
    assert "王建" not in followed
    actions.report_done(cast.actor("wang"), cast.fresh(matter))

    ask = client.get(f"/r/{matter.number}/solved/")
    done = client.post(
        f"/r/{matter.number}/solved/", {"rating": "3", "note": "亮了", "once": fresh_key(ask)}
    )
    assert done.status_code == 303
    assert cast.fresh(matter).state == "confirmed"
    assert "你说解决了" in client.get(f"/r/{matter.number}/").content.decode()

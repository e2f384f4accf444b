"""The pages of pairings, opened and pressed as people do, each in their own browser."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.base.models import LimitCount
from last500.exports import actions as exports
from last500.exports.rules import Period
from last500.pairings import actions, sentences
from last500.pairings.exporting import TABLE
from last500.pairings.models import Bond, Pairing, PairingAsk
from last500.people.models import AccessEvent, Consent
from last500.people.rules import NOTICE_VERSION
from tests.access.pairings import ask_of, asked, fresh, proposed, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


BACKEND = "last500.people.backend.CodeBackend"
WISH = {
    "rhythm_days": "14",
    "way": "both",
    "part": "afternoon",
    "months": "6",
    "limits": ["no_keys", "call_first"],
    "phone": "10000055001",
    "name": "陈桂英",
    "door": "3号楼2单元301",
    "consent": "on",
}
SECRETS = ("10000055001", "陈桂英", "3号楼2单元301")


def as_(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def press(client: Client, address: str, **body):
    return client.post(address, {"once": uuid4().hex} | body)


def text(answer) -> str:
    return answer.content.decode()


def test_the_whole_way_from_the_gate_to_the_end(cast):
    """A household without an account; every step in the name of whoever takes it."""
    household, lin, wang = as_(), as_(cast.lin), as_(cast.wang)
    answer = press(household, "/pairings/at/furongyuan/", **WISH)
    assert answer.status_code == 303
    made = Pairing.objects.get()
    assert answer["Location"] == f"/pairings/h/{made.pk}/"
    page = text(household.get(f"/pairings/h/{made.pk}/"))
    assert "值守会先打电话跟你核实" in page and "来之前先打电话" in page
    assert "100****5001" in page and "10000055001" not in page

    desk = text(lin.get(f"/pairings/desk/{cast.a.pk}/"))
    assert str(made) in desk and not any(word in desk for word in SECRETS)
    shown = press(lin, f"/pairings/{made.pk}/reveal/", field="phone", reason="check")
    assert "10000055001" in text(shown)
    assert press(lin, f"/pairings/{made.pk}/checked/").status_code == 303
    choose = text(lin.get(f"/pairings/{made.pk}/ask/"))
    assert "王师傅" in choose and not any(word in choose for word in SECRETS)
    press(lin, f"/pairings/{made.pk}/ask/", helpers=[str(cast.wang.pk)])

    told = text(wang.get("/pairings/"))
    assert "每两周一次" in told and "不拿钥匙" in told
    assert not any(word in told for word in SECRETS)
    assert wang.get(f"/pairings/{made.pk}/help/").status_code == 404
    ask = PairingAsk.objects.get()
    answer = press(wang, f"/pairings/answer/{ask.pk}/", yes="1")
    assert answer["Location"] == f"/pairings/{made.pk}/help/"
    page = text(wang.get(answer["Location"]))
    assert all(word in page for word in SECRETS) and made.door_word in page

    page = text(household.get(f"/pairings/h/{made.pk}/"))
    assert "王师傅和你家结着对" in page and made.door_word in page
    assert "跟本人核实" in page and "结对的邻居" in page  # who has looked
    on = clock.today().isoformat()
    assert press(wang, f"/pairings/{made.pk}/help/met/", on=on).status_code == 303
    assert press(household, f"/pairings/h/{made.pk}/end/", end="1").status_code == 303
    assert wang.get(f"/pairings/{made.pk}/help/").status_code == 404
    assert fresh(made).state == "ended"


def test_the_link_opens_it_for_this_session_and_leaves_the_address(cast):
    made = running(cast)
    client = as_()
    assert client.get(f"/pairings/h/{made.pk}/").status_code == 404
    answer = client.get(f"/pairings/k/{made.link_key}/")
    assert (answer.status_code, answer["Location"]) == (303, f"/pairings/h/{made.pk}/")
    assert client.get(answer["Location"]).status_code == 200
    assert as_().get("/pairings/k/no-such-key/").status_code == 404


def test_the_household_changes_corrects_and_takes_all_of_it_back_by_link(cast):
    made = running(cast)
    client, here = as_(), f"/pairings/h/{made.pk}/"
    client.get(f"/pairings/k/{made.link_key}/")
    wishes = {"rhythm_days": "30", "way": "phone", "part": "any", "limits": ["at_door"]}
    assert press(client, f"{here}change/", **wishes).status_code == 303
    assert "只在门口说话" in text(as_(cast.wang).get(f"/pairings/{made.pk}/help/"))
    bad = press(client, f"{here}contact/", phone="12", name="陈", door="")
    assert bad.status_code == 422 and "电话号码少一位" in text(bad)
    assert press(client, f"{here}contact/", phone="", name="陈阿姨", door="1").status_code == 303
    assert (fresh(made).contact.name, fresh(made).contact.phone) == ("陈阿姨", cast.chen.phone)
    assert press(client, f"{here}end/", erase="1").status_code == 303
    page = text(client.get(here))
    assert "都删了" in page and "陈阿姨" not in page
    assert client.get(f"{here}contact/").status_code == 409


def test_a_consent_taken_down_on_paper_gives_a_slip_for_an_hour(cast):
    lin = as_(cast.lin)
    form = {name: value for name, value in WISH.items() if name != "consent"}
    form |= {"place": str(cast.a.pk), "how": "with_trusted", "phone": ""}
    answer = press(lin, f"/pairings/desk/{cast.a.pk}/new/", **form)
    assert answer.status_code == 303
    made = Pairing.objects.get()
    page = text(lin.get(answer["Location"]))
    assert made.link_key in page and made.door_word in page and "陪着的人签字" in page
    assert not any(word in page for word in SECRETS)
    assert as_(cast.he).get(answer["Location"]).status_code == 404
    with clock.at(clock.now() + timedelta(hours=2)):
        assert as_(cast.lin).get(answer["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"phone": ""}, "请留一个能打通的电话"),
        ({"phone": "1000005500"}, "电话号码少一位"),
        ({"consent": ""}, "请先看一下说明并同意"),
        ({"way": ""}, "请选一个"),
    ],
)
def test_wrong_input_says_how_to_mend_it_and_keeps_what_was_typed(cast, missing, said):
    answer = press(as_(), "/pairings/at/furongyuan/", **(WISH | missing))
    assert answer.status_code == 422
    assert said in text(answer) and "3号楼2单元301" in text(answer)
    assert not Pairing.objects.exists()


def test_the_desk_writes_down_what_the_household_said_by_telephone(cast):
    made = running(cast)
    actions.hand_over(cast.actor("wang"), made)
    lin = as_(cast.lin)
    press(lin, f"/pairings/{made.pk}/ask/", helpers=[str(cast.li.pk)])
    press(as_(cast.li), f"/pairings/answer/{ask_of(cast, made, 'li').pk}/", yes="1")
    assert press(lin, f"/pairings/{made.pk}/by-phone/", what="agree").status_code == 303
    bond = Bond.objects.living().get()
    assert (bond.helper, bond.household_yes_by) == (cast.li, cast.lin)
    assert press(lin, f"/pairings/{made.pk}/by-phone/", what="end").status_code == 303
    assert fresh(made).state == "ended"


def test_a_consent_is_taken_back_from_the_list_of_ones_consents(cast):
    made = running(cast)
    chen = as_(cast.chen)
    page = text(chen.get("/me/data/consents/"))
    assert "结对：" in page and NOTICE_VERSION in page
    key = Consent.objects.get(purpose="pairing").pk
    assert press(chen, f"/me/data/consents/{key}/").status_code == 303
    assert fresh(made).state == "ended" and fresh(made).contact.phone == ""


def test_a_helper_looks_once_a_day_in_the_log(cast):
    made = running(cast)
    wang = as_(cast.wang)
    for _time in range(3):
        wang.get(f"/pairings/{made.pk}/help/")
    look = AccessEvent.objects.get(about=made.pk)
    assert (look.kind, look.viewer_role) == ("view", sentences.HELPER)


def statements(client: Client, address: str) -> int:
    client.get(address)  # warm: the calendar, the session
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_lists_ask_no_more_for_many_than_for_one(cast):
    running(cast)
    pages = [(cast.lin, f"/pairings/desk/{cast.a.pk}/"), (cast.wang, "/pairings/")]
    few = [statements(as_(person), address) for person, address in pages]
    for helper in ("li", "zhou", "li", "zhou", "wang"):
        running(cast, helper, by="hua")
        asked(cast, "wang", by="hua")
        proposed(cast, by="he")
        LimitCount.objects.all().delete()
    many = [statements(as_(person), address) for person, address in pages]
    assert many == few
    assert few[0] <= 3 + 4  # session, person, offices, place; then three


def test_a_missed_rhythm_is_a_gentle_line_on_the_helpers_own_page_alone(cast):
    made = running(cast, rhythm_days=7)
    with clock.at(clock.now() + timedelta(days=9)):
        assert "打个电话问声好" in text(as_(cast.wang).get("/pairings/"))
        assert "还合不合适" not in text(as_(cast.lin).get(f"/pairings/desk/{cast.a.pk}/"))
    with clock.at(clock.now() + timedelta(days=16)):
        assert "请问问两边还合不合适" in text(as_(cast.lin).get(f"/pairings/desk/{cast.a.pk}/"))
        press(as_(cast.lin), f"/pairings/{made.pk}/fit/")
        assert "还合不合适" not in text(as_(cast.lin).get(f"/pairings/desk/{cast.a.pk}/"))


def test_empty_pages_say_what_they_will_hold(cast):
    assert "这里还没有结对" in text(as_(cast.lin).get(f"/pairings/desk/{cast.a.pk}/"))
    assert "你还没有和谁结对" in text(as_(cast.hua).get("/pairings/"))


def test_counts_are_taken_away_and_never_a_household(cast):
    running(cast)
    answer = as_(cast.lin).get(f"/pairings/desk/{cast.a.pk}/pairings.json")
    line = {"proposed": 0, "asked": 0, "running": 1, "ended": 0, "declined": 0, "lapsed": 0}
    assert answer.json() == {
        "format": "last500-pairings-1",
        "places": [{"place": "芙蓉苑", **line}],
    }
    period = Period(clock.today(), clock.today())
    export = exports.ask(cast.actor("he"), TABLE, cast.community, period, reason="给街道核对")
    said = exports.take(cast.actor("he"), export, TABLE.fields)
    assert "芙蓉苑" in said
    assert not any(word in said for word in ("陈", "王", cast.chen.phone, "301"))

"""Three administrators: none can do what another does, and none alone gives a right.

The table is read from the code: a permission or a verb that is added is in it without anybody
remembering (GB/T 22239-2019, 8.1.4.2, separated rights of administrators).
"""

from itertools import combinations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations import accounts, two_people
from last500.organisations.actions import end_office, give_office
from last500.organisations.models import Office, TwoPersonStep
from last500.organisations.rules import ADMINISTRATORS, MAY_GIVE, OFFICES, OfficeKind, Permission
from last500.people.models import Person, RecoveryCode
from last500.proof.models import Entry
from tests.undone import undone

SYSTEM, SECURITY, AUDIT = "op", "an", "shen"
WHY = "工作需要"


def test_no_permission_belongs_to_two_administrators():
    for one, other in combinations(ADMINISTRATORS, 2):
        assert not OFFICES[one][1] & OFFICES[other][1], f"{one} and {other}"


def test_no_administrator_reads_or_handles_requests():
    for kind in ADMINISTRATORS:
        held = {permission.value for permission in OFFICES[kind][1]}
        assert not {name for name in held if name.startswith(("request:", "reveal:"))}


def test_no_office_gives_an_administrator_alone():
    assert not set().union(*MAY_GIVE.values()) & set(ADMINISTRATORS)


def test_the_audit_administrator_may_read_and_nothing_else():
    assert OFFICES[OfficeKind.AUDIT_ADMIN][1] == {Permission.AUDIT_READ}


# verb -> who of the three may; each is tried by each of them.
VERBS = {
    "open a place": (SYSTEM, lambda c, a: needs(a, Permission.PLACE_OPEN, c)),
    "give an office": (
        SYSTEM,
        lambda c, a: give_office(a, c.hua, OfficeKind.STREET_OFFICER, c.street),
    ),
    "propose an administrator": (
        SYSTEM,
        lambda c, a: two_people.propose_administrator(
            a, c.hua, OfficeKind.AUDIT_ADMIN, c.street, reason=WHY
        ),
    ),
    "disable an account": (SECURITY, lambda c, a: accounts.disable(a, c.lin, reason=WHY)),
    "find an account": (SECURITY, lambda c, a: accounts.find(a, c.lin.phone, reason=WHY)),
    "end sessions": (SECURITY, lambda c, a: accounts.sign_out(a, c.lin, reason=WHY)),
    "ask for a factor reset": (
        SECURITY,
        lambda c, a: two_people.ask_factor_reset(a, with_factor(c.lin), reason=WHY),
    ),
    "confirm an administrator": (SECURITY, lambda c, a: two_people.agree(a, proposed(c))),
    "read the log": (AUDIT, lambda c, a: needs(a, Permission.AUDIT_READ, c)),
}


def needs(actor, permission, cast):
    from last500.organisations.actions import require

    require(actor, permission, cast.city)


def with_factor(person: Person) -> Person:
    person.totp_key = "A" * 32
    person.save(update_fields=["totp_key"])
    return person


def proposed(cast) -> TwoPersonStep:
    return two_people.propose_administrator(
        cast.actor("gao"), cast.hua, OfficeKind.AUDIT_ADMIN, cast.city, reason=WHY
    )


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_belongs_to_one_of_the_three(cast, verb):
    whose, work = VERBS[verb]
    for name in (SYSTEM, SECURITY, AUDIT):
        with undone():
            if name == whose:
                work(cast, cast.actor(name))
            else:
                with pytest.raises(Forbidden):
                    work(cast, cast.actor(name))


# One person, one administration


@pytest.mark.django_db
def test_the_table_itself_keeps_a_person_from_two_administrations(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(
            person=cast.op,
            kind=OfficeKind.AUDIT_ADMIN,
            place=cast.street,
            from_on=clock.today(),
        )


@pytest.mark.django_db
def test_who_administers_already_is_not_proposed_for_another(cast):
    with pytest.raises(Refused, match="三个管理员要分开"):
        two_people.propose_administrator(
            cast.actor("gao"), cast.op, OfficeKind.AUDIT_ADMIN, cast.city, reason=WHY
        )


# Two people


@pytest.mark.django_db
def test_an_administrator_is_made_by_two_people_neither_of_them_the_one(cast):
    step = proposed(cast)
    assert not Office.objects.filter(person=cast.hua).exists()
    for alone in ("gao", "hua", "op", "shen", "lin"):
        with pytest.raises(Forbidden):
            two_people.agree(cast.actor(alone), step)
    two_people.agree(cast.actor("an"), step)
    office = Office.objects.get(person=cast.hua)
    assert (office.kind, office.place) == (OfficeKind.AUDIT_ADMIN, cast.city)
    with pytest.raises(Conflict):
        two_people.agree(cast.actor("an"), step)


@pytest.mark.django_db
def test_the_table_itself_keeps_one_person_from_both_parts(cast):
    step = proposed(cast)
    for fault in ({"decided_by": cast.gao}, {"decided_by": cast.hua, "agreed": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TwoPersonStep.objects.filter(pk=step.pk).update(decided_at=clock.now(), **fault)


@pytest.mark.django_db
def test_nobody_proposes_themself(cast):
    with pytest.raises(Refused, match="由别人来提"):
        two_people.propose_administrator(
            cast.actor("gao"), cast.gao, OfficeKind.AUDIT_ADMIN, cast.city, reason=WHY
        )


@pytest.mark.django_db
def test_what_nobody_decides_in_two_days_lapses(cast):
    step = proposed(cast)
    with clock.at(clock.now() + 49 * clock.HOUR), pytest.raises(Conflict):
        two_people.agree(cast.actor("an"), step)


@pytest.mark.django_db
def test_an_administrator_is_removed_by_two_people_and_at_once(cast):
    step = two_people.propose_end(cast.actor("gao"), cast.op.offices.get(), reason=WHY)
    assert cast.actor("op").grants
    two_people.agree(cast.actor("an"), step)
    assert not cast.actor("op").grants


@pytest.mark.django_db
def test_no_one_person_ends_an_administrator_but_the_one(cast):
    office = cast.shen.offices.get()
    for name in ("op", "an", "gao"):
        with pytest.raises(Forbidden):
            end_office(cast.actor(name), office)
    end_office(cast.actor("shen"), office)


@pytest.mark.django_db
def test_a_lost_second_factor_is_reset_by_two_people_and_all_sessions_end(cast):
    person = with_factor(cast.lin)
    client = Client()
    client.force_login(person)
    step = two_people.ask_factor_reset(cast.actor("an"), person, reason="手机丢了")
    with pytest.raises(Forbidden):
        two_people.agree(cast.actor("an"), step)
    two_people.agree(cast.actor("sun"), step)
    person.refresh_from_db()
    assert person.totp_key == ""
    assert not RecoveryCode.objects.filter(person=person).exists()
    assert client.get("/").wsgi_request.actor.person is None


# Accounts


@pytest.mark.django_db
def test_a_disabled_account_is_out_at_once_and_cannot_come_back_until_enabled(cast):
    client = Client()
    client.force_login(cast.lin)
    accounts.disable(cast.actor("an"), cast.lin, reason=WHY)
    assert client.get("/").wsgi_request.actor.person is None
    with pytest.raises(Conflict):
        accounts.disable(cast.actor("an"), cast.lin, reason=WHY)
    accounts.enable(cast.actor("an"), cast.lin, reason=WHY)
    cast.lin.refresh_from_db()
    assert cast.lin.is_active


@pytest.mark.django_db
def test_nobody_acts_on_their_own_account(cast):
    with pytest.raises(Forbidden):
        accounts.disable(cast.actor("an"), cast.an, reason=WHY)


@pytest.mark.django_db
def test_an_account_is_reached_only_from_the_branch_of_its_offices(cast):
    Office.objects.filter(person=cast.an).update(place=cast.street)
    an = cast.actor("an")
    assert accounts.find(an, cast.lin.phone, reason=WHY) == cast.lin
    # Qian serves under another street, Tang above, Chen nowhere, and nobody has the last number.
    for phone in (cast.qian.phone, cast.tang.phone, cast.chen.phone, "10000008888"):
        assert accounts.find(an, phone, reason=WHY) is None


@pytest.mark.django_db
def test_a_look_up_has_a_reason_a_limit_and_is_seen_by_the_person(cast):
    cast.placed()
    an = cast.actor("an")
    with pytest.raises(Refused, match="为什么"):
        accounts.find(an, cast.chen.phone, reason=" ")
    accounts.find(an, cast.chen.phone, reason="本人打电话来")
    from last500.web.me.queries import looks_at

    assert [look.viewer_role for look in looks_at(cast.chen)] == ["安全管理员"]
    with pytest.raises(Refused, match="试得太多"):
        for _ in range(30):
            accounts.find(an, "10000008888", reason=WHY)


# The log


@pytest.mark.django_db
def test_every_step_stands_in_the_log_and_no_name_does(cast):
    two_people.agree(cast.actor("an"), proposed(cast))
    accounts.disable(cast.actor("an"), cast.lin, reason="账号被别人用了")
    kinds = list(Entry.objects.order_by("pk").values_list("stream", "kind"))
    assert kinds == [
        ("offices", "administrator asked"),
        ("offices", "given"),
        ("offices", "administrator agreed"),
        ("security", "account disabled"),
        ("security", "all sessions ended"),
    ]
    said = "".join(Entry.objects.values_list("body", flat=True))
    for secret in (cast.lin.pk, cast.hua.pk, cast.an.pk, "账号被别人用了"):
        assert str(secret) not in said


@pytest.mark.django_db
def test_the_log_page_shows_what_happened_by_day_and_opens_no_commitment(cast):
    accounts.disable(cast.actor("an"), cast.lin, reason=WHY)
    client = Client()
    client.force_login(cast.shen)
    page = client.get("/security/audit/").content.decode()
    assert "停用了一个账号" in page
    for secret in (str(cast.lin.pk), cast.lin.name, WHY):
        assert secret not in page
    tomorrow = (clock.today() + clock.DAY).isoformat()
    assert "停用了一个账号" not in client.get(f"/security/audit/?day={tomorrow}").content.decode()
    assert "停用了一个账号" not in client.get("/security/audit/?stream=offices").content.decode()


@pytest.mark.django_db
def test_the_log_of_the_whole_is_not_read_from_a_branch_of_it(cast):
    Office.objects.filter(person=cast.shen).update(place=cast.street)
    client = Client()
    client.force_login(cast.shen)
    assert client.get("/security/audit/").status_code == 403


# No default accounts


@pytest.mark.django_db
def test_a_fresh_database_has_no_account():
    assert not Person.objects.exists()
    assert not Office.objects.exists()

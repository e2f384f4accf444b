"""The state of the house: what is overdue stands there as an error, for whoever runs it."""

from django.test import Client

from last500.base import clock, erasing
from last500.cli.retaining import retain
from last500.notify.models import Message
from last500.notify.rules import Channel, State
from last500.service_requests import actions

BACKEND = "last500.people.backend.CodeBackend"


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


class Flags:
    def __init__(self, dry_run: bool = False, check: bool = False) -> None:
        self.dry_run, self.check = dry_run, check


def test_overdue_is_an_error_until_it_is_erased(cast, capsys):
    request = cast.placed()
    actions.withdraw(cast.actor("chen"), request)
    assert retain(Flags(check=True)) == 0
    with clock.at(clock.now() + 185 * clock.DAY):
        operator = as_(cast.op)
        page = operator.get("/organise/health/").content.decode()
        assert "求助的联系方式" in page and "到期一天多了还在" in page
        capsys.readouterr()
        assert retain(Flags(check=True)) == 1
        assert "contacts" in capsys.readouterr().err
        assert retain(Flags(dry_run=True)) == 0
        assert cast.fresh(request).contact.phone
        assert retain(Flags()) == 0
        said = capsys.readouterr().out
        assert "contacts" in said and cast.chen.phone not in said
        assert retain(Flags(check=True)) == 0
        # The operator's session of half a year ago has gone with the rest.
        page = as_(cast.op).get("/organise/health/").content.decode()
        assert "求助的联系方式</b>" not in page
        assert "求助的联系方式：1" in page


def test_a_failed_rule_ends_the_command_with_one(cast, monkeypatch, capsys):
    def broken(self, now, most):
        raise RuntimeError(cast.chen.phone)

    monkeypatch.setattr(erasing.Rule, "step", broken)
    assert retain(Flags()) == 1
    said = capsys.readouterr()
    assert "FAILED: RuntimeError" in said.out
    assert cast.chen.phone not in said.out + said.err


def a_letter(cast, **given) -> Message:
    fields = {"state": State.WAITING, "next_at": clock.now(), "made_at": clock.now()} | given
    return Message.objects.create(
        kind="desk_new", person=cast.lin, channel=Channel.EMAIL, params={}, **fields
    )


def test_letters_that_do_not_leave_are_errors_with_what_to_do(cast):
    letter = a_letter(cast)
    page = as_(cast.op).get("/organise/health/").content.decode()
    assert "没有。该送的都送了。" in page and "送信进程" not in page
    with clock.at(clock.now() + 2 * clock.HOUR):
        operator = as_(cast.op)
        page = operator.get("/organise/health/").content.decode()
        assert "等了一个多小时还没送的消息" in page and "送信进程" in page
        assert "不再试的消息" not in page and "该送的都送了" not in page
        Message.objects.filter(pk=letter.pk).update(state=State.FAILED)
        page = operator.get("/organise/health/").content.decode()
        assert "没送成、不再试的消息" in page and "邮件服务器" in page
        assert "等了一个多小时" not in page
    # Who it was for stands nowhere: this page counts.
    assert cast.lin.name not in page.split("<main")[1]


def test_a_privacy_page_without_a_handler_is_an_error_for_the_operator(cast, settings):
    assert "隐私说明上没有写谁在处理" in as_(cast.op).get("/organise/health/").content.decode()
    assert "还没有写上名称" in Client().get("/privacy/").content.decode()
    settings.HANDLER = "城东街道办事处，芙蓉路 1 号，电话 10000000000"
    assert "隐私说明上没有写谁在处理" not in as_(cast.op).get("/organise/health/").content.decode()
    page = Client().get("/privacy/").content.decode()
    assert settings.HANDLER in page and "还没有写上名称" not in page


def test_the_menu_leads_whoever_runs_the_house_there_and_nobody_else(cast):
    assert "/organise/health/" in as_(cast.op).get("/me/").content.decode()
    for who in ("lin", "sun", "chen"):
        assert "/organise/health/" not in as_(cast.people[who]).get("/me/").content.decode()


def test_the_worker_runs_one_retention_job_and_no_other():
    from last500.cli.jobs import all_jobs

    names = [job.name for job in all_jobs()]
    assert "erase what is due" in names
    assert not [name for name in names if name.startswith("forget")]

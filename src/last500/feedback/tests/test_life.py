"""A letter from the records to the unit and back: who may do what, and what it never says."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock, limits
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.feedback import actions, facts, queries
from last500.feedback.models import WORDS_MOST, FeedbackEvent, FeedbackLetter, PersonalPart
from last500.feedback.rules import FEWEST
from last500.feedback.tests.scene import agreed, fresh, scene, served
from last500.letters.models import Letter
from last500.notify.models import Message
from last500.organisations.models import Liaison
from last500.people.leaving import close_account, restrict
from last500.people.models import Consent

pytestmark = pytest.mark.django_db


def printed(letter: Letter) -> str:
    return "\n".join([*(f"{label} {value}" for label, value in letter.lines), *letter.body])


def told(kind: str) -> set[str]:
    rows = Message.objects.filter(kind=kind, channel="inbox").select_related("person")
    return {message.person.name for message in rows if message.person}


# ---- from the records to the unit ---------------------------------------------------------------


def test_the_whole_way(cast):
    town = scene(cast)
    he, hua = cast.actor("he"), cast.actor("hua")
    feedback = town.drafted()
    assert feedback.facts["members"] == 6
    assert feedback.facts["whole"] == [6, 360]
    assert told("feedback_shown") == set()

    actions.show(he, feedback)
    assert told("feedback_shown") == {person.name for person in town.members}
    part = town.part(feedback, "wang")
    assert part.sentence == "王建在芙蓉社区参加过：环境整治。"
    actions.answer(cast.actor("wang"), part, agree=True, comment="楼道还差一盏灯。")
    actions.answer(cast.actor("li"), town.part(feedback, "li"), agree=False)
    with pytest.raises(Conflict):
        actions.send(he, fresh(feedback))  # four have not answered, and there is time

    with clock.at(feedback.due_at):
        actions.send(he, fresh(feedback))
        feedback = fresh(feedback)
        assert told("feedback_sent") == {"华平"}
        text = printed(feedback.letter)
        assert "6 位" in text
        assert "6 次，6 小时" in text
        assert feedback.letter.addressee == "绵城市图书馆"
        assert not any(person.name in text for person in town.members)
        assert queries.annex(queries.agreed_parts(feedback)) == [
            "王建在芙蓉社区参加过：环境整治。\n“楼道还差一盏灯。”"
        ]
        actions.report(hua, feedback, text="给参加的同志调了休。", done_on=clock.today())
        assert told("feedback_reported") == {"何晓", "孙立"}
        assert told("feedback_answered") == {person.name for person in town.members}
    row = fresh(feedback)
    assert (row.state, row.report) == ("reported", "给参加的同志调了休。")
    way = FeedbackEvent.objects.filter(feedback=row).order_by("at", "pk")
    assert list(way.values_list("action", flat=True)) == ["draft", "show", "send", "report"]


def test_silence_is_no_and_what_is_not_agreed_is_erased(cast):
    town = scene(cast)
    feedback = town.sent("wang")
    rows = {part.person_id: part for part in PersonalPart.objects.filter(feedback=feedback)}
    assert rows[cast.wang.pk].answer == "agreed"
    others = [part for key, part in rows.items() if key != cast.wang.pk]
    assert len(others) == 5
    for part in others:
        assert (part.answer, part.sentence, part.comment) == ("withheld", "", "")


@pytest.mark.parametrize("name", ["lin", "qian", "hua", "wang", "tang", "op"])
def test_only_who_looks_after_the_units_of_this_community_writes(cast, name):
    town = scene(cast)
    with pytest.raises(Forbidden):
        actions.draft(cast.actor(name), town.report_in)
    feedback = town.drafted()
    for verb in (actions.show, actions.send, actions.withdraw):
        with pytest.raises(Forbidden):
            verb(cast.actor(name), fresh(feedback))


def test_only_the_liaison_of_today_says_what_the_unit_did(cast):
    town = scene(cast)
    feedback = town.sent()
    for name in ("he", "wang", "lin"):
        with pytest.raises(Forbidden):
            actions.report(cast.actor(name), feedback, text="做了", done_on=clock.today())
    Liaison.objects.update(from_on=clock.today() - 2 * clock.DAY, to_on=clock.today() - clock.DAY)
    with pytest.raises(Forbidden):
        actions.report(cast.actor("hua"), feedback, text="做了", done_on=clock.today())
    assert not FeedbackLetter.objects.for_units_of(cast.actor("hua")).exists()


def test_what_the_unit_says_has_words_and_a_day_that_has_been(cast):
    feedback = scene(cast).sent()
    hua, today = cast.actor("hua"), clock.today()
    for text, day, where in (
        (" ", today, "text"),
        ("长" * (WORDS_MOST + 1), today, "text"),
        ("会做", today + clock.DAY, "done_on"),
    ):
        with pytest.raises(Refused) as refused:
            actions.report(hua, fresh(feedback), text=text, done_on=day)
        assert refused.value.field == where
    actions.report(hua, fresh(feedback), text="长" * WORDS_MOST, done_on=today)
    with pytest.raises(Conflict):
        actions.report(hua, fresh(feedback), text="再说一次", done_on=today)


# ---- once a year --------------------------------------------------------------------------------


def test_once_a_year_and_the_next_begins_where_the_last_ended(cast):
    town = scene(cast)
    first = town.sent()
    with pytest.raises(Refused):
        town.drafted()
    with clock.at(clock.now() + 340 * clock.DAY):
        for person in town.members:
            served(person, town.unit, cast.a)
        second = town.drafted()
    assert second.first_on == first.last_on + clock.DAY
    assert second.facts["whole"] == [6, 360]


def test_the_constraint_holds_the_year_when_nobody_asks(cast):
    town = scene(cast)
    feedback = town.drafted()
    again = FeedbackLetter(
        organisation=town.unit,
        community=cast.community,
        year=feedback.year,
        first_on=feedback.first_on,
        last_on=feedback.last_on,
        state="drafted",
        drafted_at=clock.now(),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_withdrawn_before_it_went_it_may_be_drafted_anew_afterwards_not(cast):
    town = scene(cast)
    he = cast.actor("he")
    actions.withdraw(he, town.shown())
    assert not PersonalPart.objects.exists()
    feedback = town.sent("wang")
    actions.withdraw(he, feedback)
    letter = Letter.objects.get(pk=feedback.letter_id)
    assert letter.standing == "withdrawn"
    assert not PersonalPart.objects.exists()
    with pytest.raises(Refused):
        town.drafted()


def test_a_unit_that_is_not_reported_in_gets_none(cast):
    town = scene(cast)
    town.report_in.state, town.report_in.ended_at = "ended", clock.now()
    town.report_in.save(update_fields=["state", "ended_at"])
    with pytest.raises(Conflict):
        town.drafted()


def test_nothing_is_written_where_nothing_was_done(cast):
    with pytest.raises(Refused):
        scene(cast, members=0).drafted()
    assert not FeedbackLetter.objects.exists()


# ---- what it counts -----------------------------------------------------------------------------


def test_what_is_counted_was_confirmed_here_of_this_unit_and_within_the_days(cast):
    town = scene(cast)
    wang, unit = cast.wang, town.unit
    served(wang, unit, cast.b, on=31)  # another community's
    served(wang, None, cast.a, on=32)  # not told as of the unit
    served(wang, agreed(cast, "另一个单位").organisation, cast.a, on=33)
    served(wang, unit, cast.a, on=34, state="entered", confirmed_at=None, confirmed_as="")
    served(wang, unit, cast.a, on=300)  # before the unit reported in
    served(wang, unit, cast.a, on=0)  # today is not over
    served(wang, unit, cast.a, on=35, reversed_at=clock.now())
    assert town.drafted().facts["whole"] == [6, 360]


def test_of_four_members_no_figure_is_kept_or_printed(cast):
    """Whatever they did: the letter's facts hold no figure of theirs at all."""
    town = scene(cast, members=FEWEST - 1)
    for number, person in enumerate(town.members):
        served(person, town.unit, cast.a, kind="patrol", on=40 + number, minutes=101 + number)
    feedback = town.sent("wang")
    assert feedback.facts == {"deeds": []}
    text = printed(feedback.letter)
    assert "服务合计" not in text
    assert "小时" not in text
    assert facts.lines(feedback.facts) == []


def test_a_fifth_kind_done_by_four_is_in_the_whole_and_cannot_be_subtracted(cast):
    town = scene(cast, members=7)
    for number, person in enumerate(town.members[:4]):
        served(person, town.unit, cast.a, kind="patrol", on=40 + number)
    feedback = town.drafted()
    assert feedback.facts["whole"] == [11, 660]
    assert feedback.facts["kinds"] == []  # tidying would leave what four did


def test_a_sentence_about_one_member_holds_no_figure(cast):
    """Figures of all who agree, subtracted from the sum, would tell of who does not."""
    town = scene(cast)
    served(cast.wang, town.unit, cast.a, kind="patrol", on=40, minutes=137)
    feedback = town.drafted()
    sentences = [part.sentence for part in PersonalPart.objects.filter(feedback=feedback)]
    assert "王建在芙蓉社区参加过：巡逻值守；环境整治。" in sentences
    names = {person.name for person in town.members}
    for sentence in sentences:
        bare = next(sentence.removeprefix(name) for name in names if sentence.startswith(name))
        assert not any(sign.isdigit() for sign in bare)


def test_whoever_locked_their_data_is_in_no_sum_and_in_no_sentence(cast):
    town = scene(cast)
    restrict(cast.actor("wang"))
    feedback = town.drafted()
    assert feedback.facts["members"] == 5
    assert not PersonalPart.objects.filter(feedback=feedback, person=cast.wang).exists()


# ---- the personal part --------------------------------------------------------------------------


def test_nobody_answers_for_somebody_else(cast):
    town = scene(cast)
    part = town.part(town.shown(), "wang")
    for name in ("li", "he", "hua", "lin"):
        with pytest.raises(Forbidden):
            actions.answer(cast.actor(name), part, agree=True)


def test_a_yes_is_a_consent_and_no_part_goes_without_one(cast):
    town = scene(cast)
    part = town.part(town.shown(), "wang")
    actions.answer(cast.actor("wang"), part, agree=True)
    given = Consent.objects.get(person=cast.wang, purpose="feedback")
    part.refresh_from_db()
    assert part.consent_id == given.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalPart.objects.filter(pk=part.pk).update(consent=None)


def test_said_again_it_replaces_what_was_said_until_the_days_are_over(cast):
    town = scene(cast)
    feedback = town.shown()
    wang = cast.actor("wang")
    actions.answer(wang, town.part(feedback, "wang"), agree=True, comment="甲")
    actions.answer(wang, town.part(feedback, "wang"), agree=False, comment="乙")
    part = town.part(feedback, "wang")
    assert (part.answer, part.comment) == ("withheld", "")
    assert not Consent.objects.filter(purpose="feedback", withdrawn_at=None).exists()
    actions.answer(wang, part, agree=True)
    with clock.at(feedback.due_at), pytest.raises(Conflict):
        actions.answer(wang, town.part(feedback, "wang"), agree=False)


def test_an_old_page_does_not_answer_after_the_letter_has_gone(cast):
    """The part was read while the letter was shown; the update asks once more."""
    town = scene(cast)
    feedback = town.shown()
    old = town.part(feedback, "wang")
    for person in town.members:
        if person.pk != cast.wang.pk:
            PersonalPart.objects.filter(person=person).update(
                answer="withheld", answered_at=clock.now()
            )
    FeedbackLetter.objects.filter(pk=feedback.pk).update(state="sent", sent_at=clock.now())
    with pytest.raises(Conflict), transaction.atomic():
        actions.answer(cast.actor("wang"), old, agree=True)
    assert not queries.agreed_parts(feedback)


@pytest.mark.parametrize("way", ["part", "consent", "lock", "close"])
def test_a_yes_taken_back_is_read_by_nobody_from_then_on(cast, way):
    town = scene(cast)
    feedback = town.sent("wang", "li")
    wang = cast.actor("wang")
    assert len(queries.agreed_parts(feedback)) == 2
    if way == "part":
        actions.take_back(wang, town.part(feedback, "wang"))
    elif way == "consent":
        actions.take_back_consent(wang, Consent.objects.get(person=cast.wang, purpose="feedback"))
    elif way == "lock":
        restrict(wang)
    else:
        close_account(wang)
    assert [part.person_id for part in queries.agreed_parts(feedback)] == [cast.li.pk]
    left = PersonalPart.objects.filter(feedback=feedback, person=cast.wang).first()
    assert left is None or (left.sentence, left.comment) == ("", "")
    given = Consent.objects.filter(person=cast.wang, purpose="feedback")
    assert all(row.withdrawn_at for row in given)


def test_a_long_comment_is_refused_beside_its_field(cast):
    town = scene(cast)
    part = town.part(town.shown(), "wang")
    with pytest.raises(Refused) as refused:
        actions.answer(cast.actor("wang"), part, agree=True, comment="长" * (WORDS_MOST + 1))
    assert refused.value.field == "comment"


# ---- one's own ----------------------------------------------------------------------------------


def test_a_letter_of_ones_own_at_any_time_with_ones_own_figures(cast):
    town = scene(cast, members=1)
    served(cast.wang, None, cast.a, kind="patrol", on=3, minutes=95)
    letter = actions.ask_own(cast.actor("wang"), cast.community)
    assert letter.person_id == cast.wang.pk
    assert letter.organisation_id is None
    text = printed(letter)
    assert "王建" in text
    assert "2 次，2 小时 35 分" in text
    assert town.unit.name not in text


def test_without_anything_confirmed_there_is_no_letter_of_ones_own(cast):
    served(cast.wang, None, cast.a, state="entered", confirmed_at=None, confirmed_as="")
    with pytest.raises(Refused):
        actions.ask_own(cast.actor("wang"), cast.community)
    assert not Letter.objects.exists()


def test_letters_of_ones_own_end_somewhere(cast):
    scene(cast, members=1)
    wang = cast.actor("wang")
    for _n in range(limits.OWN_FEEDBACK_PER_PERSON.most):
        actions.ask_own(wang, cast.community)
    with pytest.raises(TooMany):
        actions.ask_own(wang, cast.community)

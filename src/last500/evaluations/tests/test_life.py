"""From what people say to a published evaluation, and what is refused on the way."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.evaluations import actions, queries
from last500.evaluations.models import Evaluation, Rating, RatingAsk
from last500.evaluations.tests import scene
from last500.notify.models import Message
from last500.projects import actions as projects
from last500.projects.models import Indicator, Project
from last500.projects.tests import world

pytestmark = pytest.mark.django_db


def say(cast, name, activity, rating=3, **more):
    return actions.say(cast.actor(name), activity, rating=rating, **more)


# ---- what people say ----------------------------------------------------------------------------


def test_whoever_came_says_how_it_was_once_and_may_change_it(cast):
    one = scene.activity(cast, scene.project(cast))
    say(cast, "wang", one, 3, changed="妈妈会挂号了", may_publish=True)
    first = Rating.objects.get()
    say(cast, "wang", one, 1)
    second = Rating.objects.get()
    assert (first.pk, second.rating, second.changed) == (second.pk, 1, "")
    assert first.may_publish_at and second.may_publish_at is None


def test_the_sentence_lies_sealed(cast):
    from django.db import connection

    one = scene.activity(cast, scene.project(cast))
    say(cast, "wang", one, changed="妈妈会挂号了")
    with connection.cursor() as cursor:
        cursor.execute("SELECT changed FROM evaluations_rating")
        kept = bytes(cursor.fetchone()[0])
    assert "妈妈".encode() not in kept and kept


def test_only_whose_place_was_kept_and_only_afterwards(cast):
    project = scene.project(cast)
    one = scene.activity(cast, project, ["wang"])
    ahead = scene.activity(cast, project, ["wang"], ended=-clock.DAY)
    with pytest.raises(Forbidden):
        say(cast, "li", one)
    with pytest.raises(Forbidden):
        say(cast, "wang", ahead)
    one.roles.get().sign_ups.update(state="cancelled", closed_at=clock.now())
    with pytest.raises(Forbidden):
        say(cast, "wang", one)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"rating": 4}, "rating"),
        ({"changed": "打 10000001234 找我"}, "changed"),
        ({"may_publish": True}, "changed"),
    ],
)
def test_what_cannot_be_said(cast, said, field):
    one = scene.activity(cast, scene.project(cast))
    with pytest.raises(Refused) as refused:
        actions.say(cast.actor("wang"), one, **({"rating": 3} | said))
    assert refused.value.field == field and not Rating.objects.exists()


def test_without_a_project_five_weeks_are_left(cast):
    fresh = scene.activity(cast, None, ["wang"])
    old = scene.activity(cast, None, ["wang"], ended=36 * clock.DAY)
    say(cast, "wang", fresh)
    with pytest.raises(Conflict):
        say(cast, "wang", old)


def test_people_are_asked_once_and_never_again(cast):
    project = scene.project(cast)
    one = scene.activity(cast, project, ["wang", "li"], ended=3 * clock.HOUR)
    scene.activity(cast, project, ["zhou"], ended=clock.HOUR)  # on their way home
    scene.activity(cast, project, ["hua"], ended=8 * clock.DAY)  # long ago
    say(cast, "li", one)
    assert actions.ask_due() == 1
    told = Message.objects.filter(kind="rating_asked")
    assert {row.person_id for row in told} == {cast.wang.pk}
    assert told.get(channel="inbox").link == f"/evaluations/rate/{one.pk}/"
    with clock.at(clock.now() + clock.DAY):
        assert actions.ask_due() == 1  # the other one, whose evening has passed
        assert actions.ask_due() == 0
    assert RatingAsk.objects.count() == 2


def test_whoever_locked_their_data_is_not_asked(cast):
    scene.activity(cast, scene.project(cast), ["wang"], ended=3 * clock.HOUR)
    type(cast.wang).objects.filter(pk=cast.wang.pk).update(restricted_at=clock.now())
    assert actions.ask_due() == 0 and RatingAsk.objects.count() == 1


def test_nobody_reads_what_another_says(cast):
    one = scene.activity(cast, scene.project(cast))
    say(cast, "wang", one)
    for name in ("li", "lin", "he", "sun"):
        assert not Rating.objects.visible_to(cast.actor(name)).exists()


# ---- the evaluation -----------------------------------------------------------------------------


def test_from_draft_to_published(cast):
    project = scene.project(cast)
    one = scene.activity(cast, project)
    for name in scene.CAME:
        say(cast, name, one)
    lin, he = cast.actor("lin"), cast.actor("he")
    actions.save(lin, project, actions.Draft(account="还没写完"))
    assert queries.one(cast.actor("wang"), project.pk) is None
    evaluation = scene.written(cast, project)
    assert world.told("evaluation_asked") == {cast.he.pk, cast.sun.pk}
    with pytest.raises(Refused, match="社区"):
        actions.publish(lin, project)
    actions.agree(he, project)
    actions.publish(lin, project)
    assert world.fresh(project).state == "evaluated"
    evaluation = scene.fresh(project)
    assert evaluation.state == "published" and evaluation.published_at
    assert evaluation.facts["ratings"] == {"whole": 6, "parts": [["3", 6], ["2", 0], ["1", 0]]}
    assert evaluation.facts["came"]["whole"] == 6 and evaluation.facts["held"] == 1
    assert queries.one(cast.actor("wang"), project.pk) == evaluation


def test_an_indicator_without_number_or_reason_is_named(cast):
    project = scene.project(cast)
    first, second = project.indicators.order_by("order")
    with pytest.raises(Refused, match="学会挂号") as refused:
        scene.written(cast, project, reached={first.pk: (8, "")})
    assert "上课" not in refused.value.message
    assert not Evaluation.objects.filter(state="written").exists()
    reasoned = {first.pk: (8, ""), second.pk: (None, "问卷没有收齐")}
    assert scene.written(cast, project, reached=reasoned).state == "written"
    assert Indicator.objects.get(pk=second.pk).note == "问卷没有收齐"


def test_what_was_promised_stays(cast):
    project = scene.project(cast)
    scene.written(cast, project)
    with pytest.raises(Exception, match="promise|stay|indicator"), transaction.atomic():
        Indicator.objects.filter(project=project).update(planned=1)


def test_without_words_it_is_not_written(cast):
    project = scene.project(cast)
    with pytest.raises(Refused) as refused:
        scene.written(cast, project, account="  ")
    assert refused.value.field == "account"


@pytest.mark.parametrize("name", ["wang", "he_of_another"])
def test_only_whoever_runs_it_writes(cast, name):
    project = scene.project(cast)
    who = "qian" if name != "wang" else name
    with pytest.raises(Forbidden):
        scene.written(cast, project, by=who)


def test_it_is_written_when_the_project_is_done_and_not_before(cast):
    project = scene.project(cast, state="running")
    with pytest.raises(Conflict):
        scene.written(cast, project)


def test_whoever_carries_it_says_yes_too(cast):
    carrier = world.organisation(cast, "hua", "青禾社会工作服务中心")
    project = scene.project(cast, lead=carrier)
    scene.written(cast, project)
    actions.agree(cast.actor("he"), project)
    with pytest.raises(Refused, match="牵头"):
        actions.publish(cast.actor("lin"), project)
    with pytest.raises(Forbidden):
        actions.agree(cast.actor("wang"), project)
    actions.agree(cast.actor("hua"), project)
    with pytest.raises(Conflict):
        actions.agree(cast.actor("hua"), project)
    assert actions.publish(cast.actor("hua"), project).state == "published"


def test_the_author_has_said_yes_for_one_side_only(cast):
    carrier = world.organisation(cast, "hua", "青禾社会工作服务中心")
    world.speaks(cast, carrier, "he")  # an officer who speaks for the carrier as well
    project = scene.project(cast, lead=carrier)
    evaluation = scene.written(cast, project, by="he")
    assert evaluation.agreed == {"carrier"}
    with pytest.raises(Refused, match="另一位"):
        actions.agree(cast.actor("he"), project)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=project.pk).update(
            community_at=clock.now(), community_by=cast.he
        )
    actions.agree(cast.actor("sun"), project)
    assert scene.fresh(project).agreed == {"carrier", "community"}


def test_reopened_everybody_says_yes_anew_and_people_are_not_counted_again(cast):
    project = scene.project(cast)
    one = scene.activity(cast, project)
    for name in scene.CAME[:5]:
        say(cast, name, one)
    counted = scene.written(cast, project).facts["ratings"]
    actions.agree(cast.actor("he"), project)
    actions.reopen(cast.actor("lin"), project)
    assert scene.fresh(project).agreed == frozenset()
    with pytest.raises(Conflict):  # the sixth would stand out
        say(cast, "zhao", one)
    again = scene.written(cast, project, account="改过了")
    assert again.facts["ratings"] == counted and not again.agreed & {"carrier"}
    assert again.account == "改过了"


def test_what_changed_after_the_yes_is_not_published(cast):
    project = scene.project(cast)
    scene.written(cast, project)
    actions.agree(cast.actor("he"), project)
    first = project.indicators.first()
    projects.fill_in(cast.actor("lin"), project, {first.pk: (99, "")})
    with pytest.raises(Conflict, match="再写一遍"):
        actions.publish(cast.actor("lin"), project)
    assert world.fresh(project).state == "finished"


def test_published_it_stays(cast):
    project = scene.project(cast)
    scene.published(cast, project)
    for verb in (
        lambda: actions.reopen(cast.actor("lin"), project),
        lambda: actions.publish(cast.actor("lin"), project),
        lambda: scene.written(cast, project),
    ):
        with pytest.raises(Conflict):
            verb()


# ---- sentences ----------------------------------------------------------------------------------


def _three_sentences(cast):
    project = scene.project(cast)
    one = scene.activity(cast, project)
    rows = [
        say(cast, "wang", one, changed="妈妈会挂号了", may_publish=True),
        say(cast, "li", one, changed="认识了楼上的邻居", may_publish=True),
        say(cast, "zhou", one, changed="讲得太快", may_publish=False),
    ]
    return project, one, rows


def test_only_what_may_be_is_chosen(cast):
    project, _one, rows = _three_sentences(cast)
    words = queries.words_for_writer(project)
    assert {row.pk for row in words.may} == {rows[0].pk, rows[1].pk}
    assert words.only_here == ("讲得太快",)
    scene.published(cast, project, chosen=[rows[0].pk, rows[2].pk])
    assert queries.published_words(project) == ["妈妈会挂号了"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=rows[2].pk).update(chosen=True)


def test_a_yes_taken_back_disappears_at_once(cast):
    project, one, rows = _three_sentences(cast)
    scene.published(cast, project, chosen=[rows[0].pk, rows[1].pk])
    actions.take_back(cast.actor("wang"), one)
    assert queries.published_words(project) == ["认识了楼上的邻居"]
    actions.take_back(cast.actor("wang"), one)  # again: nothing happens
    with pytest.raises(Forbidden):
        actions.take_back(cast.actor("hua"), one)


def test_a_sentence_of_another_project_cannot_be_chosen(cast):
    project, _one, rows = _three_sentences(cast)
    other = scene.project(cast, title="另一个")
    scene.published(cast, other, chosen=[rows[0].pk])
    assert queries.published_words(other) == [] and not Rating.objects.filter(chosen=True).exists()
    assert Project.objects.filter(state="evaluated").count() == 1

"""From a draft to what is in force and what was before; remarks; what the database refuses."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.covenants import actions, queries
from last500.covenants.models import Article, Remark, Version
from last500.covenants.rules import Change, State, Text
from last500.covenants.tests.world import WORDS, decided, drafted, in_force, opened
from last500.notify.models import Message
from last500.proof.models import Entry
from last500.resolutions.rules import By
from last500.topics.tests.world import lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(cast):
    return cast.actor("lin")


def refused_by_the_database(work, promise):
    with pytest.raises(DatabaseError) as fault, transaction.atomic():
        work()
    assert promise in str(fault.value)


def test_a_version_from_draft_to_in_force(cast, lin):
    version = drafted(cast)
    assert queries.one(cast.actor("wang"), version.pk) is None
    version = in_force_of(cast, version)
    assert version.state == State.IN_FORCE
    kinds = Entry.objects.filter(stream=f"covenants:{cast.a.pk}").order_by("seq")
    assert [one.kind for one in kinds] == [
        "covenant open for remarks", "covenant adopted", "covenant in force",
    ]  # fmt: skip


def in_force_of(cast, version):
    actions.open_for_remarks(cast.actor("lin"), version, days=7)
    version.refresh_from_db()
    with clock.at(version.closes_at + timedelta(hours=1)):
        resolution = decided(cast)
        return actions.adopt(
            cast.actor("lin"), version, resolution=resolution, in_force_on=clock.today()
        )


def test_the_next_version_replaces_it_and_says_what_changed(cast, lin):
    first = in_force(cast)
    second = actions.start(lin, cast.a)
    assert [one.words for one in queries.articles(second)] == list(WORDS)
    texts = [Text(1, WORDS[0], 1), Text(2, "遛狗牵绳。", 2), Text(3, "车停进线里。")]
    actions.rewrite(lin, second, texts)
    found = queries.compared(queries.one(lin, second.pk), queries.articles(second))
    assert [one.change for one in found] == [
        Change.SAME, Change.CHANGED, Change.ADDED, Change.GONE,
    ]  # fmt: skip
    with clock.at(clock.now() + timedelta(days=20)):
        second = in_force_of(cast, second)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.REPLACED, State.IN_FORCE)
    assert first.replaced_on == second.in_force_on


def test_it_begins_on_its_day(cast, lin):
    version = opened(cast)
    with clock.at(version.closes_at + timedelta(hours=1)):
        day = clock.today() + 5 * clock.DAY
        actions.adopt(lin, version, resolution=decided(cast), in_force_on=day)
        assert version_state(version) == State.ADOPTED
        assert actions.begin_due() == 0
    with clock.at(clock.start_of(day) + timedelta(hours=1)):
        assert actions.begin_due() == 1
        assert actions.begin_due() == 0
    assert version_state(version) == State.IN_FORCE


def version_state(version):
    return Version.objects.get(pk=version.pk).state


def test_neighbours_decide_and_not_the_desk_and_not_before_remarks_are_heard(cast, lin):
    version = opened(cast)
    early = decided(cast)
    with pytest.raises(Refused):
        actions.adopt(lin, version, resolution=early, in_force_on=clock.today())
    with clock.at(version.closes_at + timedelta(hours=1)):
        for wrong in (decided(cast, By.DESK), early):
            with pytest.raises(Refused):
                actions.adopt(lin, version, resolution=wrong, in_force_on=clock.today())
        with pytest.raises(Forbidden):
            actions.adopt(
                cast.actor("wang"), version, resolution=decided(cast), in_force_on=clock.today()
            )


def test_one_is_worked_on_at_a_time(cast, lin):
    version = drafted(cast)
    with pytest.raises(Conflict):
        actions.start(lin, cast.a)
    actions.drop(lin, version)
    assert actions.start(lin, cast.a).number == 2


def test_an_article_sets_no_fine_and_names_no_telephone(cast, lin):
    version = actions.start(lin, cast.a)
    for words in ("乱停车罚款五十元。", "找10000009999。"):
        with pytest.raises(Refused):
            actions.rewrite(lin, version, [Text(1, words)])


def test_a_remark_is_a_neighbours_looked_at_and_not_named(cast, lin):
    version = opened(cast)
    with pytest.raises(Forbidden):
        actions.say(cast.actor("zhao"), version, words="十点太早。")
    lives(cast, "hua")
    hua = cast.actor("hua")
    remark = actions.say(hua, version, words="十点太早。", article=1)
    assert queries.shown_remarks(version) == []
    with pytest.raises(Refused):
        actions.look(lin, remark, show=False)
    with pytest.raises(Forbidden):
        actions.look(hua, remark, show=True)
    actions.look(lin, remark, show=True)
    with pytest.raises(Conflict):
        actions.look(lin, remark, show=False, why="写了名字。")
    assert [str(one.words) for one in queries.shown_remarks(version)] == ["十点太早。"]
    with clock.at(version.closes_at), pytest.raises(Conflict):
        actions.say(hua, version, words="晚了。")


def test_remarks_lead_to_other_words_and_it_is_opened_again(cast, lin):
    version = opened(cast)
    with pytest.raises(Conflict):
        actions.rewrite(lin, version, [Text(1, "改了。")])
    actions.rework(lin, version)
    actions.rewrite(lin, version, [Text(1, "改了。")])
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(Conflict):
        actions.adopt(lin, version, resolution=decided(cast), in_force_on=clock.today())


def test_the_database_keeps_what_was_adopted(cast):
    version = in_force(cast)
    rows, articles = Version.objects.filter(pk=version.pk), Article.objects.filter(version=version)
    for change in ({"number": 9}, {"state": "adopted"}, {"in_force_on": clock.today()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
            assert change == {"in_force_on": version.in_force_on}, "nothing refused it"
            raise DatabaseError
    refused_by_the_database(lambda: articles.update(words="别的"), "articles_stay")
    refused_by_the_database(articles.delete, "articles_stay")
    refused_by_the_database(
        lambda: Article.objects.create(version=version, number=9, words="又一条"), "articles_stay"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(
            compound=cast.a, number=9, state="in_force", desk=cast.a, made_at=clock.now(),
            resolution=decided(cast), in_force_on=clock.today(),
        )  # fmt: skip
    rows.update(made_by=None)


def test_what_nobody_decides_climbs(cast):
    version = opened(cast)
    with clock.at(version.due_at + timedelta(minutes=1)):
        assert actions.escalate_overdue() == 1
        assert actions.escalate_overdue() == 0
    assert Message.objects.filter(kind="covenant_late", person=cast.he).exists()
    assert Remark.objects.count() == 0

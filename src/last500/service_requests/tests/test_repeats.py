"""Repeated reports are proposed with a reason; a person merges or says no."""

from last500.service_requests import actions
from last500.service_requests.models import MergeProposal
from last500.service_requests.queries import merge_proposals

LAMP = "楼道三层的灯坏了一周，晚上老人上下楼看不清。"
AGAIN = "三层楼道的灯还是坏的，老人上下楼看不清，晚上怕摔。"


def test_a_repeat_is_proposed_with_its_reason_and_merged_by_a_person(cast):
    first = cast.placed(text=LAMP)
    second = cast.placed(by="hua", text=AGAIN)
    cast.placed(text="垃圾桶满了好几天，味道大。", category="environment")
    assert actions.propose_merges([cast.a.pk]) == 1
    assert actions.propose_merges([cast.a.pk]) == 0
    (repeat,) = merge_proposals(second)
    assert repeat.other == first
    assert any("楼" in sentence for sentence in repeat.why)
    assert [r.other for r in merge_proposals(first)] == [second]
    actions.merge(cast.actor("lin"), second, into=first)
    assert merge_proposals(first) == []
    assert MergeProposal.objects.get().state == "merged"
    assert cast.fresh(first).me_too == 1


def test_what_a_person_turned_down_is_not_proposed_again(cast):
    cast.placed(text=LAMP)
    second = cast.placed(by="hua", text=AGAIN)
    actions.propose_merges([cast.a.pk])
    actions.turn_down_merge(cast.actor("lin"), MergeProposal.objects.get())
    assert actions.propose_merges([cast.a.pk]) == 0
    assert merge_proposals(second) == []


def test_the_words_both_share_lie_sealed(cast):
    cast.placed(text=LAMP)
    cast.placed(by="hua", text=AGAIN)
    actions.propose_merges([cast.a.pk])
    raw = MergeProposal.objects.values_list("because", flat=True)[0]
    assert "灯".encode() not in bytes(raw)


def test_the_card_asks_one_statement_for_it(cast, django_assert_num_queries):
    first = cast.placed(text=LAMP)
    cast.placed(by="hua", text=AGAIN)
    actions.propose_merges([cast.a.pk])
    with django_assert_num_queries(1):
        assert merge_proposals(first)[0].other.place.name


def test_the_worker_looks_where_something_was_placed_since_its_last_look(cast):
    from last500.service_requests.actions import repeats

    repeats._looked_until.clear()
    cast.placed(text=LAMP)
    assert actions.propose_recent_merges() == 0
    cast.placed(by="hua", text=AGAIN)
    assert actions.propose_recent_merges() == 1
    assert actions.propose_recent_merges() == 0

"""Nobody is told of by subtraction: an attack with linear algebra, and the same attack succeeding
where the second step is left out."""

from random import Random

import numpy as np
import pytest

from last500.dispatch.supply import CLASSES, HOLDS, PARTITIONS, SLOTS
from last500.dispatch.withholding import NOTHING, SMALLEST, Tree, settle

# A city, two streets, communities, compounds: (place, place above).
PLACES = [(0, None), (1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2), (7, 2)]
LEAVES = [(8 + n, 3 + n // 3) for n in range(15)]
ALL = PLACES + LEAVES


class Town:
    """People at their compounds, each at some of the times; who stands behind which figure."""

    def __init__(self, seed: int, most: int = 14) -> None:
        chance = Random(seed)
        self.people = {}
        for leaf, _above in LEAVES:
            for number in range(chance.choice((0, 1, 2, 3, 4, 6, 9, most))):
                times = chance.sample(SLOTS, chance.choice((1, 1, 2, 3)))
                self.people[leaf, number] = frozenset(times)

    def leaves(self, place: int) -> set[int]:
        below = [key for key, above in ALL if above == place]
        return {place} if not below else set().union(*(self.leaves(one) for one in below))

    def behind(self, leaves: set[int], one: str) -> int:
        times = set(HOLDS[one])
        return sum(bool(own & times) for (leaf, _n), own in self.people.items() if leaf in leaves)

    def counts(self, place: int) -> dict[str, int]:
        leaves = self.leaves(place)
        return {one: self.behind(leaves, one) for one in CLASSES}

    def tree(self) -> Tree:
        return Tree(((key, above, self.counts(key)) for key, above in ALL), PARTITIONS)

    # ---- the attack -----------------------------------------------------------------------------

    def vector(self, leaves: set[int], one: str) -> np.ndarray:
        """A figure as the sum of its parts: one part for each compound and time."""
        row = np.zeros((len(LEAVES), len(SLOTS)))
        for number, (leaf, _above) in enumerate(LEAVES):
            for slot in HOLDS[one]:
                row[number, SLOTS.index(slot)] = leaf in leaves
        return row.ravel()

    def known(self, tree: Tree) -> np.ndarray:
        """All figures that are shown, and each part of a figure of nothing: it is nothing too."""
        rows = []
        for key, node in tree.nodes.items():
            for one in tree.partitions[node.shown] if node.shown > NOTHING else ():
                vector = self.vector(self.leaves(key), one)
                rows.append(vector)
                if not node.people[one]:
                    rows += [np.eye(len(vector))[part] for part in np.flatnonzero(vector)]
        return np.array(rows) if rows else np.zeros((1, len(LEAVES) * len(SLOTS)))

    def told(self, tree: Tree) -> list[tuple[int, str]]:
        """Figures of one to four people that can be worked out from what is shown: of a place, and
        of all places below one that are not shown, together."""
        known = self.known(tree)
        rank = np.linalg.matrix_rank(known)
        found = []
        for key, _above in ALL:
            hidden = [n.key for n in tree.nodes[key].below if n.shown == NOTHING]
            together = set().union(*(self.leaves(one) for one in hidden)) if hidden else set()
            for leaves in (self.leaves(key), together):
                for one in CLASSES:
                    if 0 < self.behind(leaves, one) < SMALLEST:
                        asked = np.vstack([known, self.vector(leaves, one)])
                        if np.linalg.matrix_rank(asked) == rank:
                            found.append((key, one))
        return found


@pytest.mark.parametrize("seed", range(40))
def test_no_figure_of_a_few_people_can_be_worked_out(seed):
    town = Town(seed)
    tree = town.tree()
    settle([tree])
    assert town.told(tree) == []


def test_without_the_second_step_the_attack_succeeds():
    """The positive control: leaving out small figures alone is not enough."""
    caught = [bool((town := Town(seed)).told(town.tree())) for seed in range(12)]
    assert sum(caught) >= 10


def test_it_is_worth_showing_something():
    """Leaving everything out would be safe too."""
    shown = 0
    for seed in range(12):
        tree = Town(seed, most=60).tree()
        settle([tree])
        shown += sum(node.shown > NOTHING for node in tree.nodes.values())
    assert shown > 12 * len(ALL) * 0.5


def counts(**people: int) -> dict[str, int]:
    return dict.fromkeys(CLASSES, 0) | people


def test_what_is_of_a_few_at_a_time_is_shown_with_its_neighbours():
    fine = counts(wm=6, wa=7, day=9, all=9)
    coarse = counts(wm=3, wa=7, day=9, all=9)
    few = counts(wm=3, wa=2, day=4, all=4)
    tree = Tree([(1, None, fine), (2, None, coarse), (3, None, few)], PARTITIONS)
    assert [tree.nodes[key].shown for key in (1, 2, 3)] == [2, 1, NOTHING]


def test_the_only_hidden_place_takes_the_smallest_shown_one_with_it():
    rows = [(1, None, counts(we=20, all=20))]
    rows += [
        (2, 1, counts(we=3, all=3)),
        (3, 1, counts(we=10, all=10)),
        (4, 1, counts(we=7, all=7)),
    ]
    tree = Tree(rows, PARTITIONS)
    settle([tree])
    assert [tree.nodes[key].shown for key in (1, 2, 3, 4)] == [2, NOTHING, 2, NOTHING]


def test_nobody_at_all_may_be_said():
    rows = [(1, None, counts(we=9, all=9)), (2, 1, counts(we=9, all=9)), (3, 1, counts())]
    tree = Tree(rows, PARTITIONS)
    settle([tree])
    assert [tree.nodes[key].shown for key in (1, 2, 3)] == [2, 2, 2]


def test_two_series_are_shown_equally_fine_or_one_as_a_sum():
    asked = Tree(
        [(1, None, counts(we=3, wm=4, all=7, day=4)), (2, None, counts(all=2, we=2))], PARTITIONS
    )
    free = Tree([(1, None, counts(we=9, all=9)), (2, None, counts(we=9, all=9))], PARTITIONS)
    settle([asked, free], together=[(asked, free)])
    assert (asked.nodes[1].shown, free.nodes[1].shown) == (0, 0)
    assert (asked.nodes[2].shown, free.nodes[2].shown) == (NOTHING, 0)


# ---- those who would go further, beside all ------------------------------------------------------


class Parted(Town):
    """Some would go further than their own place and some would not: told as a sum beside all."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, most=40)
        chance = Random(seed)
        self.goes = {who: chance.random() < chance.choice((0.1, 0.5, 0.9)) for who in self.people}

    def part(self, place: int, goes: bool) -> int:
        leaves = self.leaves(place)
        return sum(self.goes[who] == goes for who in self.people if who[0] in leaves)

    def part_tree(self, goes: bool) -> Tree:
        return Tree(((k, above, {"all": self.part(k, goes)}) for k, above in ALL), (("all",),))

    def told_of_parts(self, whole: Tree, out: Tree, stay: Tree) -> list[tuple[int, str]]:
        """As `told`: all by time and who would go as a sum are known; who would not is asked."""
        rows = []
        for key, node in whole.nodes.items():
            for one in whole.partitions[node.shown] if node.shown > NOTHING else ():
                vector = self.vector(self.leaves(key), one)
                rows.append(np.concatenate([vector, vector]))
            if out.nodes[key].shown > NOTHING:
                vector = self.vector(self.leaves(key), "all")
                rows.append(np.concatenate([vector, 0 * vector]))
        known = np.array(rows)
        rank, found = np.linalg.matrix_rank(known), []
        for key, _above in ALL:
            vector = self.vector(self.leaves(key), "all")
            for tree, parts in ((out, (vector, 0 * vector)), (stay, (0 * vector, vector))):
                if 0 < tree.nodes[key].people["all"] < SMALLEST:
                    asked = np.vstack([known, np.concatenate(parts)])
                    if np.linalg.matrix_rank(asked) == rank:
                        found.append((key, "out" if tree is out else "stay"))
        return found


@pytest.mark.parametrize("seed", range(20))
def test_who_would_not_go_is_not_told_by_all_and_who_would(seed):
    town = Parted(seed)
    whole, out, stay = town.tree(), town.part_tree(True), town.part_tree(False)
    settle([whole, out, stay], both=[(out, stay)])
    assert town.told_of_parts(whole, out, stay) == []


def test_looked_at_alone_they_would_be_told():
    """The positive control: each settled, but not as a pair."""
    caught = 0
    for seed in range(20):
        town = Parted(seed)
        whole, out, stay = town.tree(), town.part_tree(True), town.part_tree(False)
        settle([whole, out, stay])
        caught += bool(town.told_of_parts(whole, out, stay))
    assert caught >= 5

"""Which figures of a tree of places may be shown apart, so that nobody is told of. Pure.

A figure is of one place and one time of the week. It may be shown where nobody or at least five
people stand behind it; and so must what is left when everything shown below a place is taken away
from it, for a sum tells what was left out of it (primary and complementary suppression, as in
Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001). Times are made coarser
rather than left out: each place shows one of `partitions`, from coarse to fine, or nothing.

Why that is enough. The figures shown at one partition form a tree of disjoint sets, and all that
can be made of them by adding and taking away are sums of the rests that are looked at here. A
coarser partition of a place inside a finer one gives a table of which only the margins are known.
What is shown of several series at once must be looked at as series of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SMALLEST = 5
NOTHING = -1  # instead of the number of a partition

People = Mapping[str, int]  # how many people stand behind the figure of a class


@dataclass
class Node:
    """A place: how many people are behind each class, its own and those of all places below."""

    key: int
    above: int | None
    people: People
    below: list["Node"] = field(default_factory=list)
    shown: int = NOTHING


class Tree:
    """One series (say, what is asked for of one kind) over all places."""

    def __init__(
        self,
        places: Iterable[tuple[int, int | None, People]],
        partitions: Sequence[Sequence[str]],
        smallest: int = SMALLEST,
    ) -> None:
        """`places` as (key, key of the place above or None, people), those above first."""
        self.partitions, self.smallest = partitions, smallest
        self.nodes: dict[int, Node] = {}
        for key, above, people in places:
            node = self.nodes[key] = Node(key, above, people)
            if above is not None:
                self.nodes[above].below.append(node)
            node.shown = self._own(people)

    def _own(self, people: People) -> int:
        """The finest partition in which each class may be shown, looked at alone."""
        fits = (
            number
            for number in reversed(range(len(self.partitions)))
            if all(self._fits(people.get(one, 0)) for one in self.partitions[number])
        )
        return next(fits, NOTHING)

    def _fits(self, people: int) -> bool:
        return people == 0 or people >= self.smallest

    def lower(self, key: int, most: int) -> bool:
        """Show a place no finer than this; whether that changed anything."""
        node = self.nodes[key]
        changed = node.shown > most
        node.shown = min(node.shown, most)
        return changed

    def mend(self) -> bool:
        """Make coarser, or leave out, what would tell by subtraction; whether anything changed."""
        changed = False
        for number in reversed(range(len(self.partitions))):
            for node in self.nodes.values():
                while node.shown >= number and (bad := self._told(node, number)):
                    self._loosen(node, number, bad)
                    changed = True
        return changed

    def _told(self, node: Node, number: int) -> str | None:
        """A class in which the rest of this place is of too few people."""
        if not node.below:
            return None  # alone it was looked at already
        nearest = list(self._nearest(node, number))
        for one in self.partitions[number]:
            rest = node.people.get(one, 0) - sum(b.people.get(one, 0) for b in nearest)
            if not self._fits(rest):
                return one
        return None

    def _nearest(self, node: Node, number: int) -> Iterable[Node]:
        """The places below that are shown so fine, without those below them."""
        for below in node.below:
            if below.shown >= number:
                yield below
            else:
                yield from self._nearest(below, number)

    def _loosen(self, node: Node, number: int, one: str) -> None:
        """The smallest place below that has anybody in this class is shown less finely."""
        having = [b for b in self._nearest(node, number) if b.people.get(one, 0)]
        smallest = min(having, key=lambda b: (b.people.get(one, 0), b.key))
        smallest.shown = number - 1


Pair = tuple[Tree, Tree]


def settle(
    trees: Sequence[Tree], *, together: Sequence[Pair] = (), both: Sequence[Pair] = ()
) -> None:
    """Mend all trees until nothing tells of a few.

    Those of a pair in `together` show each place equally fine where both show it at all. Those of a
    pair in `both` show it both or not at all: their sum is shown elsewhere, and would tell of one
    by the other.
    """
    changed = True
    while changed:
        changed = False
        for pair in together:
            changed |= _level(*pair, alone=0)
        for pair in both:
            changed |= _level(*pair, alone=NOTHING)
        for tree in trees:
            changed |= tree.mend()


def _level(one: Tree, other: Tree, *, alone: int) -> bool:
    """`alone`: how finely a place may be shown in one where it is not shown in the other."""
    changed = False
    for key in one.nodes:
        least = min(one.nodes[key].shown, other.nodes[key].shown)
        most = least if least > NOTHING else alone
        changed |= one.lower(key, most)
        changed |= other.lower(key, most)
    return changed

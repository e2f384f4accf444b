"""The Merkle tree of RFC 6962: whole, or known by proofs alone; and its tiles (C2SP tlog-tiles)."""

from last500.proof.verify.signatures import sha256

WIDTH = 256


class Tree:
    """The tree over all its leaf hashes."""

    def __init__(self, leaves):
        self.levels, self.size = [leaves], len(leaves)
        while len(self.levels[-1]) > 1:
            row = self.levels[-1]
            pairs = range(0, len(row) - 1, 2)
            self.levels.append([sha256(b"\1" + row[at] + row[at + 1]) for at in pairs])

    def root(self, size):
        right = None
        for height, row in enumerate(self.levels if size <= self.size else ()):
            if size >> height & 1:
                node = row[(size >> height) - 1]
                right = node if right is None else sha256(b"\1" + node + right)
        return right or sha256(b"")

    def agrees(self, point):
        return point.size <= self.size and self.root(point.size) == point.root

    def holds(self, index, leaf):
        return self.levels[0][index] == leaf


class Proved(Tree):
    """A tree of which some leaves and some roots are known, each by a proof to the signed root."""

    def __init__(self, head):
        self.size, self.roots, self.leaves = head.size, {0: sha256(b""), head.size: head.root}, {}

    def root(self, size):
        return self.roots.get(size)

    def holds(self, index, leaf):
        return self.leaves.get(index) == leaf

    def take_leaf(self, index, leaf, path):
        if climbed(index, self.size - 1, path, [leaf]) == [self.root(self.size)]:
            self.leaves[index] = leaf
        return index in self.leaves

    def take_root(self, size, root, path):
        """An older root, by a consistency proof (RFC 9162, 2.1.4.2)."""
        at, last = size - 1, self.size - 1
        if not 0 < size < self.size or not path:
            return False
        while at & 1:
            at, last = at >> 1, last >> 1
        first, *rest = path if size & (size - 1) else [root, *path]
        if climbed(at, last, rest, [first, first]) == [root, self.root(self.size)]:
            self.roots[size] = root
        return size in self.roots


def climbed(at, last, path, nodes):
    """Where a path leads from the node `at` of a row that ends at `last` (RFC 9162, 2.1.3.2).

    Of two nodes the first stays within the older tree, so it takes only what lies to the left.
    """
    if not 0 <= at <= last:
        return None
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            nodes = [sha256(b"\1" + sibling + node) for node in nodes]
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            nodes = [*nodes[:-1], sha256(b"\1" + nodes[-1] + sibling)]
        at, last = at >> 1, last >> 1
    return None if last else nodes


def tile_names(size):
    """Every tile of a tree of this size (C2SP tlog-tiles): name → (level, number, width)."""
    names, level = {}, 0
    while size:
        for number in range(-(-size // WIDTH)):
            width, rest, steps = min(WIDTH, size - number * WIDTH), number // 1000, ""
            while rest:
                steps, rest = f"x{rest % 1000:03d}/{steps}", rest // 1000
            end = "" if width == WIDTH else f".p/{width}"
            names[f"tile/{level}/{steps}{number % 1000:03d}{end}"] = (level, number, width)
        size, level = size // WIDTH, level + 1
    return names

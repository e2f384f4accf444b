"""The tree against published vectors, against the definition, and every small tree there is."""

import hashlib

import pytest

from last500.proof import merkle

# The eight leaves, heads and proofs of the Certificate Transparency reference implementation.
LEAVES = [
    bytes.fromhex(word)
    for word in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
HEADS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
}
HASHED = [merkle.leaf_hash(data) for data in LEAVES]
MANY = [merkle.leaf_hash(b"%d" % number) for number in range(70)]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, right = by_definition(leaves[:k]), by_definition(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(9))
def test_heads_are_those_of_the_reference(size):
    assert merkle.root(size, merkle.from_leaves(HASHED[:size])).hex() == HEADS[size]


@pytest.mark.parametrize(("sizes", "proof"), CONSISTENCY.items())
def test_consistency_proofs_are_those_of_the_reference(sizes, proof):
    old, new = sizes
    given = merkle.consistency(old, new, merkle.from_leaves(HASHED[:new]))
    assert [step.hex() for step in given] == proof


@pytest.mark.parametrize(("place", "path"), INCLUSION.items())
def test_audit_paths_are_those_of_the_reference(place, path):
    index, size = place
    given = merkle.inclusion(index, size, merkle.from_leaves(HASHED[:size]))
    assert [step.hex() for step in given] == path


def test_every_leaf_of_every_small_tree_is_proved_and_no_other_in_its_place():
    for size in range(1, 70):
        node = merkle.from_leaves(MANY[:size])
        head = merkle.root(size, node)
        assert head == by_definition(MANY[:size])
        for index in range(size):
            path = merkle.inclusion(index, size, node)
            assert merkle.verify_inclusion(MANY[index], index, size, path, head)
            assert not merkle.verify_inclusion(MANY[69], index, size, path, head)
            assert not merkle.verify_inclusion(MANY[index], index ^ 1, size, path, head) or size < 2
            assert not merkle.verify_inclusion(MANY[index], index, size, [*path, head], head)
            if path:
                assert not merkle.verify_inclusion(MANY[index], index, size, path[:-1], head)


def test_every_beginning_of_every_small_tree_is_proved_and_no_other():
    heads = [by_definition(MANY[:size]) for size in range(70)]
    for new in range(70):
        node = merkle.from_leaves(MANY[:new])
        for old in range(new + 1):
            proof = merkle.consistency(old, new, node)
            given = (old, new, heads[old], heads[new])
            assert merkle.verify_consistency(*given, proof)
            assert not merkle.verify_consistency(*given, [*proof, heads[new]])
            if old < new:
                assert not merkle.verify_consistency(old, new, MANY[0][::-1], heads[new], proof)
            if 0 < old < new:
                assert not merkle.verify_consistency(old, new, heads[old], heads[old], proof)
                assert not merkle.verify_consistency(*given, proof[:-1])
                other = [*proof[:-1], MANY[0][::-1]]
                assert not merkle.verify_consistency(*given, other)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda node: merkle.inclusion(3, 3, node),
        lambda node: merkle.inclusion(-1, 3, node),
        lambda node: merkle.consistency(4, 3, node),
    ],
)
def test_what_does_not_exist_is_not_proved(wrong):
    with pytest.raises(ValueError, match="tree"):
        wrong(merkle.from_leaves(MANY[:3]))


def test_a_shorter_tree_is_never_consistent_with_a_longer_one():
    heads = [by_definition(MANY[:size]) for size in (3, 5)]
    assert not merkle.verify_consistency(5, 3, heads[1], heads[0], [])
    assert not merkle.verify_consistency(-1, 3, heads[1], heads[0], [MANY[0]])

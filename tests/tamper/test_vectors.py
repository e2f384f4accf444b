"""Both verifiers on the same vectors: the one in Python here, the one in JavaScript in Node.

Where there is no Node, Chromium runs them (tests/browser/test_check_page.py).
"""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from last500.proof import verify
from tests.tamper import make_vectors

HERE = Path(__file__).parent
SCRIPTS = HERE.parent.parent / "src" / "last500" / "proof" / "static" / "proof"


def vectors(name: str) -> dict:
    return json.loads((make_vectors.FOLDER / f"{name}.json").read_text(encoding="utf-8"))


class Head:
    def __init__(self, size: int, root: bytes) -> None:
        self.size, self.root = size, root


def test_the_vectors_are_those_the_product_makes():
    for name, text in make_vectors.texts().items():
        assert (make_vectors.FOLDER / name).read_text(encoding="utf-8") == text, name


def test_every_inclusion_proof_of_every_small_tree_leads_to_its_root_and_no_other_does():
    trees = vectors("trees")
    hashes = [base64.b64decode(one) for one in trees["hashes"]]
    tried = 0
    for size, proofs in enumerate(trees["inclusion"]):
        head = Head(size, hashes[trees["roots"][size]])
        for index, numbers in enumerate(proofs):
            path, tried = [hashes[number] for number in numbers], tried + 1
            assert verify.Proved(head).take_leaf(index, hashes[index], path)
            assert not verify.Proved(head).take_leaf(index, hashes[index], [*path, head.root])
            assert not verify.Proved(head).take_leaf(index, bytes(32), path)
            assert not verify.Proved(head).take_leaf(size, hashes[index], path)
    assert tried == 69 * 70 // 2


def test_every_consistency_proof_of_every_small_tree_holds_and_no_other_does():
    trees = vectors("trees")
    hashes = [base64.b64decode(one) for one in trees["hashes"]]
    roots = [hashes[number] for number in trees["roots"]]
    for size, proofs in enumerate(trees["consistency"]):
        for old, numbers in list(enumerate(proofs))[1:]:
            path, head = [hashes[number] for number in numbers], Head(size, roots[size])
            assert verify.Proved(head).take_root(old, roots[old], path)
            assert not verify.Proved(head).take_root(old, bytes(32), path)
            assert not verify.Proved(head).take_root(old, roots[old], [*path, head.root])
            for other in {old - 1, old + 1} - {0, size}:
                assert not verify.Proved(head).take_root(other, roots[old], path)


def test_the_published_proofs_of_the_reference_hold():
    known = vectors("reference")
    leaves = [bytes.fromhex(leaf) for leaf in known["leaves"]]
    tree = verify.Tree(leaves)
    for one in known["inclusion"]:
        head = Head(one["size"], tree.root(one["size"]))
        path = [bytes.fromhex(step) for step in one["path"]]
        assert verify.Proved(head).take_leaf(one["index"], leaves[one["index"]], path)
    for one in [one for one in known["consistency"] if one["old"] < one["size"]]:
        head = Head(one["size"], tree.root(one["size"]))
        path = [bytes.fromhex(step) for step in one["path"]]
        assert verify.Proved(head).take_root(one["old"], tree.root(one["old"]), path)
    for one in known["signatures"]:
        given = [bytes.fromhex(one[name]) for name in ("open", "text", "signature")]
        assert verify.signed(*given) is one["good"]


@pytest.mark.skipif(not shutil.which("node"), reason="no Node here: Chromium runs it")
def test_the_verifier_of_the_page_says_the_same_in_node():
    words = ["node", str(HERE / "node_vectors.js"), str(SCRIPTS)]
    said = subprocess.run(words, capture_output=True, check=True, text=True, timeout=120)
    result = json.loads(said.stdout)
    assert result["wrong"] == []
    assert result["counted"]["proofs"] > 16_000
    assert result["counted"]["bundles"] == len(vectors("bundles")["cases"]) >= 50

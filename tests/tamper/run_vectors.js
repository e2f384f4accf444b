// The vectors of make_vectors.py through the verifier of the page; gives what does not agree.
// Runs in a page that has loaded the verifier, and in Node.
"use strict";
self.runVectors = async function (trees, reference, bundles) {
  const house = self.house, wrong = [], counted = { proofs: 0, bundles: 0 };
  const hashes = trees.hashes.map(house.b64), roots = trees.roots.map((at) => hashes[at]);
  const hash = (at) => hashes[at], other = house.sha256(house.utf8("other"));
  const proved = (size, root) => new house.Proved({ size, root });
  const say = (good, what) => { counted.proofs += 1; if (!good) wrong.push(what); };
  trees.inclusion.forEach((proofs, size) => proofs.forEach((path, index) => {
    const steps = path.map(hash), tree = () => proved(size, roots[size]);
    say(tree().takeLeaf(index, hashes[index], steps), `inclusion ${index} of ${size}`);
    say(!tree().takeLeaf(index, other, steps), `other leaf ${index} of ${size}`);
    say(!tree().takeLeaf(index, hashes[index], [...steps, other]), `long path ${index} of ${size}`);
    if (steps.length) say(!tree().takeLeaf(index, hashes[index], steps.slice(1)), `short ${index}`);
  }));
  trees.consistency.forEach((proofs, size) => proofs.forEach((path, old) => {
    if (!old) return;
    const steps = path.map(hash), tree = () => proved(size, roots[size]);
    say(tree().takeRoot(old, roots[old], steps), `consistency ${old} to ${size}`);
    say(!tree().takeRoot(old, other, steps), `other root ${old} to ${size}`);
    say(!tree().takeRoot(old, roots[old], [...steps, other]), `long proof ${old} to ${size}`);
  }));
  roots.forEach((root, size) => {
    say(house.same(new house.Tree(hashes.slice(0, 70)).root(size), root), `root of ${size}`);
  });
  const known = reference.leaves.map(house.unhex), whole = new house.Tree(known);
  for (const { index, size, path } of reference.inclusion) {
    const tree = proved(size, whole.root(size));
    say(tree.takeLeaf(index, known[index], path.map(house.unhex)), `reference ${index}`);
  }
  for (const { old, size, path } of reference.consistency) {
    if (old === size) continue;
    const tree = proved(size, whole.root(size));
    say(tree.takeRoot(old, whole.root(old), path.map(house.unhex)), `reference ${old}`);
  }
  for (const { open, text, signature, good } of reference.signatures) {
    const given = [open, text, signature].map(house.unhex);
    say(house.counted(...given) === good, `counted signature ${signature}`);
    say(await house.signed(...given) === good, `signature ${signature}`);
  }
  const contents = bundles.contents.map(house.b64);
  for (const one of bundles.cases) {
    const files = new Map(Object.entries(one.files).map(([name, at]) => [name, contents[at]]));
    const check = new house.Check(files);
    const checkpoints = one.checkpoints.map(([label, at]) => [label, contents[at]]);
    await check.run({ checkpoints, keys: one.keys, codes: one.codes, witnesses: one.witnesses });
    const said = JSON.stringify([check.problems, check.notes]);
    counted.bundles += 1;
    if (said !== JSON.stringify([one.problems, one.notes])) wrong.push(`${one.name}: ${said}`);
  }
  return { wrong, counted };
};

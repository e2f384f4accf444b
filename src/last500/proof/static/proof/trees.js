// The Merkle tree of RFC 6962: whole, or known by proofs alone; its tiles; signed heads.
"use strict";
(function (house) {
  const { sha256, joined, same, hex, b64, utf8 } = house;
  const WIDTH = 256, ONE = Uint8Array.of(1), EMPTY = sha256(new Uint8Array(0));
  const node = (left, right) => sha256(joined(ONE, left, right));

  class Tree {
    constructor(leaves) {
      this.levels = [leaves];
      this.size = leaves.length;
      while (this.levels[this.levels.length - 1].length > 1) {
        const row = this.levels[this.levels.length - 1], above = [];
        for (let at = 0; at + 1 < row.length; at += 2) above.push(node(row[at], row[at + 1]));
        this.levels.push(above);
      }
    }
    root(size) {
      let right = null;
      if (size > this.size) return EMPTY;
      for (let height = 0, rest = size; rest > 0; height += 1, rest = Math.floor(rest / 2)) {
        if (rest % 2 === 0) continue;
        const one = this.levels[height][rest - 1];
        right = right ? node(one, right) : one;
      }
      return right || EMPTY;
    }
    agrees(head) {
      const root = head.size >= 0 && head.size <= this.size ? this.root(head.size) : null;
      return root !== null && same(root, head.root);
    }
    holds(index, leaf) { return same(this.levels[0][index] || EMPTY, leaf); }
  }

  class Proved extends Tree {
    constructor(head) {
      super([]);
      this.size = head.size;
      this.roots = new Map([[0, EMPTY], [head.size, head.root]]);
      this.leaves = new Map();
    }
    root(size) { return this.roots.get(size) || null; }
    holds(index, leaf) { return this.leaves.has(index) && same(this.leaves.get(index), leaf); }
    takeLeaf(index, leaf, path) {
      const found = climbed(index, this.size - 1, path, [leaf]);
      if (found && same(found[0], this.root(this.size))) this.leaves.set(index, leaf);
      return this.leaves.has(index);
    }
    takeRoot(size, root, path) {
      let at = size - 1, last = this.size - 1;
      if (!(size > 0 && size < this.size) || !path.length) return false;
      while (at % 2) { at = Math.floor(at / 2); last = Math.floor(last / 2); }
      const power = Number.isInteger(Math.log2(size));
      const steps = power ? [root, ...path] : path;
      const found = climbed(at, last, steps.slice(1), [steps[0], steps[0]]);
      if (found && same(found[0], root) && same(found[1], this.root(this.size))) {
        this.roots.set(size, root);
      }
      return this.roots.has(size);
    }
  }

  // Of two nodes the first stays within the older tree, so it takes only what lies to the left.
  function climbed(at, last, path, nodes) {
    const half = (value) => Math.floor(value / 2);
    if (!(at >= 0 && at <= last)) return null;
    for (const sibling of path) {
      if (last === 0) return null;
      if (at % 2 || at === last) {
        nodes = nodes.map((one) => node(sibling, one));
        while (at && at % 2 === 0) { at = half(at); last = half(last); }
      } else {
        nodes = [...nodes.slice(0, -1), node(nodes[nodes.length - 1], sibling)];
      }
      at = half(at);
      last = half(last);
    }
    return last ? null : nodes;
  }

  function tileNames(size) {
    const names = new Map();
    for (let level = 0; size > 0; level += 1, size = Math.floor(size / WIDTH)) {
      for (let number = 0; number < Math.ceil(size / WIDTH); number += 1) {
        const width = Math.min(WIDTH, size - number * WIDTH), three = (n) => String(n).padStart(3, "0");
        let steps = "", rest = Math.floor(number / 1000);
        for (; rest; rest = Math.floor(rest / 1000)) steps = `x${three(rest % 1000)}/${steps}`;
        const end = width === WIDTH ? "" : `.p/${width}`;
        names.set(`tile/${level}/${steps}${three(number % 1000)}${end}`, { level, number, width });
      }
    }
    return names;
  }

  // NAME+ID+KEY; kind 4 is a witness's (C2SP tlog-cosignature v1).
  function readKey(line, kind = 1) {
    const [name, id] = line.split("+", 2), data = b64(line.split("+").slice(2).join("+"));
    const known = sha256(joined(utf8(`${name}\n`), data)).slice(0, 4);
    if (data[0] !== kind || data.length !== 33 || hex(known) !== id) throw new RangeError("key");
    return { name, id: `${name}+${id}`, open: data.slice(1) };
  }

  class Checkpoint {
    constructor(label, content) {
      const all = house.decoded(content), gap = all.lastIndexOf("\n\n");
      if (gap < 0) throw new RangeError("checkpoint");
      const lines = all.slice(gap + 2), said = all.slice(0, gap).split("\n");
      if (said.length < 3 || !/^(0|-?[1-9][0-9]*)$/.test(said[1])) throw new RangeError("checkpoint");
      Object.assign(this, { label, verified: false, text: utf8(`${all.slice(0, gap)}\n`) });
      Object.assign(this, { origin: said[0], size: Number(said[1]), root: b64(said[2]) });
      const words = lines.slice(0, -1).split("\n").map((line) => line.split(" "));
      const form = words.every((word) => word.length === 3 && word[0] === "\u2014");
      if (!form || this.root.length !== 32 || !lines.endsWith("\n")) throw new RangeError("checkpoint");
      this.signatures = new Map(words.map(([, name, line]) => {
        const data = b64(line);
        return [`${name}+${hex(data.slice(0, 4))}`, data.slice(4)];
      }));
    }
    async signedBy(keys) {
      for (const key of keys) {
        const mine = this.signatures.get(key.id);
        if (mine && await house.signed(key.open, this.text, mine)) return true;
      }
      return false;
    }
    async cosignedBy(witness) {
      const line = this.signatures.get(witness.id), view = new DataView(line.buffer, line.byteOffset);
      if (line.length !== 72) return false;
      const moment = view.getUint32(0) * 4294967296 + view.getUint32(4);
      const text = joined(utf8(`cosignature/v1\ntime ${moment}\n`), this.text);
      return house.signed(witness.open, text, line.slice(8));
    }
  }

  Object.assign(house, { WIDTH, Tree, Proved, Checkpoint, climbed, tileNames, readKey });
})(self.house = self.house || {});

// The checks themselves, as in verify.py and with the same words: a test holds the two together.
// A bundle is a Map of names to bytes. Problems and notes are pairs of sentences, Chinese and English.
"use strict";
(function (house) {
  const { sha256, joined, hex, unhex, same, utf8, b64, decoded, base32 } = house;
  const SHOWN = 20, MOST_LOST = 1000000, ZERO = Uint8Array.of(0);
  const PLAIN = ["README.md", "verify.py", "entries.jsonl", "openings.jsonl", "checkpoint", "key"];
  const PLACE = ["heads.jsonl", "older.jsonl"];
  const words = (text) => Object.fromEntries(text.split(" ").map((word) => word.split(":")));
  const ENTRY = words("at:string body:string hash:string index:number kind:string prev:string"
    + " seq:number stream:string");
  const OF_PLACE = words("at:string body:string hash:string index:number kind:string path:string"
    + " prev:string seq:number stream:string");
  const OPENING = words("index:number personal:string salt:string");
  const OLDER = words("index:number path:string root:string");
  const HEADS = words("heads:string index:number path:string");
  const byNumber = (one, two) => one - two;

  function entryHash(row) {
    const { at, kind, prev, seq, stream } = row;
    return sha256(utf8(`${JSON.stringify({ at, kind, prev, seq, stream })}\n${row.body}`));
  }

  function hashes(text) {
    let row;
    try { row = b64(text); } catch (fault) { return null; }
    if (row.length % 32) return null;
    return Array.from({ length: row.length / 32 }, (_none, at) => row.slice(32 * at, 32 * at + 32));
  }

  function numbers(text) {
    let body = null;
    try { body = JSON.parse(text); } catch (fault) { /* no names and values */ }
    return body && typeof body === "object" && !Array.isArray(body) ? body : {};
  }

  class Check {
    constructor(files, progress = () => {}) {
      Object.assign(this, { files, progress, problems: [], notes: [], rows: new Map() });
      Object.assign(this, { leaves: new Map(), changed: new Set() });
      this.place = files.has("heads.jsonl");
    }
    file(name) { return this.files.get(name) || new Uint8Array(0); }
    order() { return [...this.rows.keys()].sort(byNumber); }

    bad(said, first, last, into) {
      let [chinese, english] = said.split(" | ");
      const row = this.place && (last === undefined || last === first) && this.rows.get(first);
      let named;
      if (row) named = [`${row.stream} 第 ${row.seq} 条`, `entry ${row.seq} of ${row.stream}`];
      else {
        const from = (first || 0) + 1, span = last > first ? `${from}–${last + 1}` : `${from}`;
        named = [`第 ${span} 条`, `entry ${span}`];
      }
      chinese = chinese.split("{}").join(named[0]);
      english = english.split("{}").join(named[1]);
      (into || this.problems).push([chinese, english]);
    }

    attempt(said, make) {
      try { return [make()]; } catch (fault) {
        if (!(fault instanceof RangeError)) throw fault;
        this.bad(said);
        return [];
      }
    }

    ranges(said, indexes) {
      const row = [...new Set(indexes)].sort(byNumber);
      for (let at = 0, next; at < row.length; at = next) {
        for (next = at + 1; !this.place && row[next] === row[next - 1] + 1;) next += 1;
        this.bad(said, row[at], row[next - 1]);
      }
    }

    async run({ checkpoints = [], keys = [], codes = [], witnesses = [] } = {}) {
      const said = "核验包里没有可读的校验码 | no readable checkpoint in the bundle";
      const make = () => new house.Checkpoint("checkpoint", this.file("checkpoint"));
      const [head] = this.attempt(said, make);
      if (!head) return;
      await this.progress("entries");
      this.readEntries();
      if (!this.place && head.size > this.rows.size + MOST_LOST) {
        this.bad(`只有 ${this.rows.size} 条，应有 ${head.size} 条 | ${this.rows.size} entries of`
          + ` ${head.size} are here: the rest is missing`);
        return;
      }
      await this.progress("chains");
      this.checkChains();
      await this.progress("tree");
      const tree = this.place ? this.checkPlace(head) : this.checkTree(head);
      await this.progress("checkpoints");
      const names = [...this.files.keys()].sort();
      const inside = names.filter((name) => name.startsWith("checkpoints/"));
      const older = [...inside.map((name) => [name, this.file(name)]), ...checkpoints];
      const points = await this.checkCheckpoints(head, older, keys, tree);
      await this.checkWitnesses(points, witnesses);
      this.checkCodes(codes, tree);
      this.checkOpenings();
      await this.progress("sums");
      this.checkSums();
      const own = this.place ? PLACE : [...house.tileNames(head.size).keys()];
      const known = new Set([...PLAIN, ...inside, ...own]);
      for (const name of names.filter((one) => !known.has(one))) {
        this.bad(`多出文件 ${name} | ${name} does not belong here`);
      }
    }

    * linesOf(name) {
      const data = this.file(name);
      let start = 0, end;
      while ((end = data.indexOf(10, start)) >= 0) {
        yield data.subarray(start, end);
        start = end + 1;
      }
      this.rest = data.length - start;
    }

    readRow(raw, form) {
      try {
        const text = decoded(raw), row = JSON.parse(text), names = Object.keys(row);
        const fits = names.join() === Object.keys(form).join() && JSON.stringify(row) === text;
        return fits && names.every((word) => typeof row[word] === form[word]) ? row : null;
      } catch (fault) { return null; }
    }

    * rowsOf(name, form) {
      let last = -1, number = 0;
      for (const raw of this.linesOf(name)) {
        const row = this.readRow(raw, form);
        number += 1;
        if (!row) {
          this.bad(`${name} 第 ${number} 行读不出来 | ${name} line ${number} is unreadable`);
          continue;
        }
        if (row.index <= last) this.bad("{}的位置不对 | {} stands in the wrong place", row.index);
        last = Math.max(last, row.index);
        yield row;
      }
      if (this.rest) this.bad(`${name} 的结尾不完整 | the end of ${name} is cut off`);
    }

    readEntries() {
      for (const row of this.rowsOf("entries.jsonl", this.place ? OF_PLACE : ENTRY)) {
        const digest = entryHash(row);
        if (hex(digest) !== row.hash) this.changed.add(row.index);
        this.rows.set(row.index, row);
        this.leaves.set(row.index, sha256(joined(ZERO, digest)));
      }
    }

    checkChains() {
      const last = new Map();
      for (const index of this.order()) {
        const { stream, seq, prev, hash } = this.rows.get(index);
        if (this.place && stream === "heads") continue;
        const [before, link] = last.get(stream) || [0, "0".repeat(64)];
        const gone = `${stream}/${before + 1}`;
        if (seq <= before) this.bad("{}是插进来的，或者换了位置 | {} was put in or moved", index);
        else if (seq > before + 1) this.bad(`{}之前缺少 ${gone} | ${gone} is missing before {}`, index);
        else if (prev !== link) this.bad("{}和前一条接不上 | {} does not follow from the one before", index);
        last.set(stream, [Math.max(seq, before), hash]);
      }
    }

    checkTree(head) {
      const missing = [], { size } = head, names = house.tileNames(size);
      for (let index = 0; index < size; index += 1) if (!this.leaves.has(index)) missing.push(index);
      const all = missing.length ? null : Array.from({ length: size }, (_none, i) => this.leaves.get(i));
      const own = all && new house.Tree(all), row = [];
      const low = [...names.keys()].filter((name) => name.startsWith("tile/0/"));
      const data = joined(...low.map((name) => this.file(name)));
      for (let at = 0; at < data.length; at += 32) row.push(data.slice(at, at + 32));
      const shown = new house.Tree(row);
      const tree = [own, shown].find((one) => one && one.agrees(head)) || null;
      if (!tree) this.bad("内容和校验码对不上 | the contents do not give the checkpoint's root");
      const gone = tree && tree === own ? missing : this.compare(row.slice(0, size), missing);
      this.ranges("缺少{} | {} missing", gone);
      this.ranges("{}被改 | {} changed", this.changed);
      this.ranges("多出{} | {} not in the checkpoint", [...this.leaves.keys()].filter((i) => i >= size));
      this.checkTiles(names, (tree || own || shown).levels);
      return tree || own || shown;
    }

    compare(published, missing) {
      const here = new Set([...this.leaves.values()].map(hex)), there = published.map(hex);
      const known = new Set(there), moved = [];
      there.forEach((leaf, i) => {
        const mine = this.leaves.has(i) ? hex(this.leaves.get(i)) : leaf;
        if (mine === leaf) return;
        if (known.has(mine)) moved.push(i); else this.changed.add(i);
      });
      this.ranges("{}换了位置 | {} moved", moved.filter((i) => !this.changed.has(i)));
      return [...missing, ...moved.filter((i) => !here.has(there[i]))];
    }

    checkTiles(names, levels) {
      for (const [name, { level, number, width }] of names) {
        const start = number * house.WIDTH;
        const want = (levels[8 * level] || []).slice(start, start + width);
        if (!this.files.has(name)) { this.bad(`缺少文件 ${name} | ${name} is missing`); continue; }
        const found = this.file(name);
        if (same(found, joined(...want))) continue;
        const at = want.findIndex((one, i) => !same(found.slice(32 * i, 32 * i + 32), one));
        const place = (at < 0 ? width : at) + 1;
        this.bad(`文件 ${name} 第 ${place} 个值坏了 | ${name} is broken at hash ${place}`);
      }
    }

    checkPlace(head) {
      const tree = new house.Proved(head), broken = [];
      for (const [index, row] of this.rows) {
        const path = hashes(row.path);
        if (!path || !tree.takeLeaf(index, this.leaves.get(index), path)) broken.push(index);
      }
      this.ranges("{}被改 | {} changed", this.changed);
      this.ranges("{}到不了校验码：它被改过，或者证明坏了 | {} does not lead to the checkpoint:"
        + " it was changed, or its proof is broken", broken.filter((i) => !this.changed.has(i)));
      for (const row of this.rowsOf("older.jsonl", OLDER)) {
        const size = row.index, root = hashes(row.root), path = hashes(row.path);
        if (root && root.length === 1 && path && tree.takeRoot(size, root[0], path)) continue;
        this.bad(`到 ${size} 条的旧校验码的证明不成立 | the proof from the older checkpoint`
          + ` of size ${size} does not hold`);
      }
      this.checkHeads(head, tree);
      return tree;
    }

    checkHeads(head, tree) {
      const row = this.rows.get(head.size - 1), found = [...this.rowsOf("heads.jsonl", HEADS)];
      const body = row && row.stream === "heads" ? numbers(row.body) : {};
      const path = found.length === 1 ? hashes(found[0].path) : null;
      if (path && Number.isInteger(body.places)) {
        const leaf = sha256(joined(ZERO, utf8(found[0].heads)));
        const root = house.climbed(found[0].index, body.places - 1, path, [leaf]);
        if (root && hex(root[0]) === body.root && tree.holds(row.index, this.leaves.get(row.index))) {
          this.compareEnds(numbers(found[0].heads));
          return;
        }
      }
      this.bad("不知道有没有缺：各本账的末条目录对不上 | nobody can tell whether something"
        + " is missing: the index of where streams end does not fit");
    }

    compareEnds(told) {
      const ends = new Map(), order = this.order();
      for (const index of order) {
        const { stream, seq, hash } = this.rows.get(index);
        if (stream !== "heads" || index !== order[order.length - 1]) ends.set(stream, [seq, hash]);
      }
      for (const stream of [...new Set([...Object.keys(told), ...ends.keys()])].sort()) {
        const [seq, digest] = ends.get(stream) || [0, ""], want = told[stream] || "0 ";
        const last = Number(want.split(" ")[0]);
        if (seq < last) {
          const span = last > seq + 1 ? `${seq + 1}–${last}` : `${last}`;
          this.bad(`缺少 ${stream} 第 ${span} 条 | entry ${span} of ${stream} missing`);
        } else if (seq > last) {
          this.bad(`多出 ${stream} 的记录 | entries of ${stream} do not belong here`);
        } else if (want !== `${seq} ${digest}`) {
          this.bad(`${stream} 的末条和目录不一样 | the last entry of ${stream} is another one`);
        }
      }
    }

    async checkCheckpoints(head, older, keys, tree) {
      const points = [head], trusted = this.readKeys(keys);
      for (const [label, content] of older) {
        points.push(...this.attempt(`校验码 ${label} 读不出来 | the checkpoint ${label} is unreadable`,
          () => new house.Checkpoint(label, content)));
      }
      for (let fresh = [null]; fresh.length;) {
        fresh = [];
        for (const one of points.filter((each) => !each.verified)) {
          if (await one.signedBy(trusted)) fresh.push(one);
        }
        for (const one of fresh) {
          one.verified = true;
          if (tree.agrees(one)) trusted.push(...this.announced(one.size, tree));
        }
      }
      for (const one of points) this.judge(one, points.slice(1), trusted, tree);
      return points;
    }

    readKeys(keys) {
      if (!keys.length) {
        this.bad("公钥取自核验包本身，请和公示的核对 | the key is the bundle's own: compare it"
          + " with the one on the notice board", undefined, undefined, this.notes);
      }
      const own = () => new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.file("key"));
      return (keys.length ? keys : [own()]).map((line) => line.replace(/\n$/, ""))
        .flatMap((line) => this.attempt("公钥读不出来 | the public key is unreadable",
          () => house.readKey(line)));
    }

    announced(size, tree) {
      const rows = [...this.rows.values()].filter((row) => row.stream === "log" && row.index < size);
      return rows.filter((row) => row.kind === "key" && tree.holds(row.index, this.leaves.get(row.index)))
        .flatMap((row) => Object.values(JSON.parse(row.body)).map((line) => house.readKey(line)));
    }

    judge(one, older, trusted, tree) {
      const { label, size } = one, isOlder = older.includes(one);
      if (!trusted.some((key) => key.name === one.origin)) {
        this.bad(`${label} 是另一个日志（${one.origin}）的 | ${label} is of another origin`);
      } else if (!one.verified && !trusted.some((key) => one.signatures.has(key.id))) {
        this.bad(`${label} 是别的钥匙签的 | ${label} is signed with another key (wrong key)`);
      } else if (!one.verified) {
        this.bad(`${label} 的签名不对 | the signature of ${label} is wrong`);
      } else if (isOlder && size >= 0 && size <= tree.size && tree.root(size) === null) {
        this.bad(`没有到 ${label}（${size} 条）的证明，没法对照：下载时填上 ${size} | no proof`
          + ` from the older checkpoint ${label} here: ask for size ${size}`);
      } else if (isOlder && !tree.agrees(one)) {
        const good = older.filter((each) => each.verified && each.size < size && tree.agrees(each));
        this.bad(`与旧的校验码 ${label}（${size} 条）不一致，改动在{} | not consistent with`
          + ` the older checkpoint ${label} (size ${size}): the change lies in {}`,
        Math.max(0, ...good.map((each) => each.size)), size - 1);
      }
    }

    async checkWitnesses(points, witnesses) {
      for (const line of witnesses) {
        const said = "联署方的公钥读不出来 | the witness's key is unreadable";
        const [witness] = this.attempt(said, () => house.readKey(line, 4));
        if (!witness) continue;
        const { name } = witness, signed = points.filter((one) => one.signatures.has(witness.id));
        for (const one of signed) {
          if (await one.cosignedBy(witness)) continue;
          this.bad(`${name} 在 ${one.label} 上的联署不对 | the cosignature of ${name} on`
            + ` ${one.label} is wrong`);
        }
        if (!signed.length) this.bad(`没有 ${name} 的联署 | ${name} cosigned nothing here`);
        for (const { size } of signed) {
          this.bad(`由 ${name} 一起签过：${size} 条 | ${name} cosigned ${size} entries`,
            undefined, undefined, this.notes);
        }
      }
    }

    checkCodes(codes, tree) {
      for (const posted of codes) {
        const clean = posted.toUpperCase().replace(/[- ]/g, ""), at = clean.indexOf(":");
        const digits = at < 0 ? clean : clean.slice(0, at), code = at < 0 ? "" : clean.slice(at + 1);
        const size = /^[0-9]{1,15}$/.test(digits) ? Number(digits) : -1;
        const within = size >= 0 && size <= tree.size, root = within ? tree.root(size) : ZERO;
        if (root === null) {
          this.bad(`没有到 ${posted} 的证明，没法对照：下载时填上 ${size} | no proof from`
            + ` ${posted} in this bundle: ask for size ${size}`);
        } else if (!within || code !== base32(root).slice(0, 16)) {
          this.bad(`与公示的校验码 ${posted} 不一致 | not what was posted: ${posted}`);
        }
      }
    }

    checkOpenings() {
      const promised = new Map();
      for (const [index, row] of this.rows) if (row.body.includes('"commit":"')) promised.set(index, row.body);
      for (const row of this.rowsOf("openings.jsonl", OPENING)) {
        const body = promised.get(row.index) || "", hexadecimal = /^([0-9a-f]{2})*$/.test(row.salt);
        promised.delete(row.index);
        const salt = hexadecimal && row.salt.length <= 128 ? unhex(row.salt) : new Uint8Array(0);
        const said = hex(house.hmac(salt, utf8(row.personal)));
        if (body.includes(`"commit":"${said}"`) && hex(salt) === row.salt) continue;
        this.bad("{}的附注和承诺对不上 | the opening of {} does not fit", row.index);
      }
      if (promised.size && this.files.has("openings.jsonl")) {
        this.bad(`${promised.size} 条的当事人已抹去，记录仍有效 | ${promised.size} entries are`
          + " valid though who they concern was erased", undefined, undefined, this.notes);
      }
    }

    checkSums() {
      const rows = this.order().map((index) => this.rows.get(index));
      const money = rows.filter((row) => row.kind === "ledger entry");
      this.ranges("{}写的余额和收支加起来不一样 | the balance in {} is not what the amounts give",
        house.wrongBalances(money.map((row) => [row.index, row.stream, numbers(row.body)])));
      const votes = rows.filter((row) => row.kind === "vote outcome" && !house.addsUp(numbers(row.body)));
      this.ranges("{}的表决结果加不起来 | the result of the vote in {} does not add up",
        votes.map((row) => row.index));
    }
  }

  Object.assign(house, { Check, SHOWN });
})(self.house = self.house || {});

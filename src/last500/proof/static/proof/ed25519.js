// Ed25519 (RFC 8032, 5.1.7), verification only: by the browser where it can, else counted here.
"use strict";
(function (house) {
  const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const MASK = 2n ** 64n - 1n;
  const mod = (value) => ((value % P) + P) % P;

  function power(base, exponent) {
    let result = 1n;
    for (base = mod(base); exponent; exponent >>= 1n) {
      if (exponent & 1n) result = (result * base) % P;
      base = (base * base) % P;
    }
    return result;
  }
  const D = mod(-121665n * power(121666n, P - 2n));

  // The first 64 bits behind the point of a root of a prime, by whole numbers alone.
  function root(prime, degree) {
    const wanted = BigInt(prime) << (64n * degree);
    let low = 0n, high = 1n << 80n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** degree <= wanted) low = middle; else high = middle;
    }
    return low & MASK;
  }
  const START = house.primes(8).map((prime) => root(prime, 2n));
  const ROUND = house.primes(80).map((prime) => root(prime, 3n));
  const turn = (value, by) => ((value >> by) | (value << (64n - by))) & MASK;

  function sha512(data) {
    const view = house.padded(data, 128);
    let state = START.slice();
    for (let start = 0; start < view.byteLength; start += 128) {
      const word = [];
      for (let i = 0; i < 80; i += 1) {
        if (i < 16) {
          const high = BigInt(view.getUint32(start + 8 * i));
          word.push((high << 32n) | BigInt(view.getUint32(start + 8 * i + 4)));
          continue;
        }
        const x = word[i - 15], y = word[i - 2];
        const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n);
        const s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
        word.push((word[i - 16] + s0 + word[i - 7] + s1) & MASK);
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 80; i += 1) {
        const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
        const one = h + s1 + ((e & f) ^ (~e & MASK & g)) + ROUND[i] + word[i];
        const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
        const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g; g = f; f = e; e = (d + one) & MASK; d = c; c = b; b = a; a = (one + two) & MASK;
      }
      state = [a, b, c, d, e, f, g, h].map((value, i) => (state[i] + value) & MASK);
    }
    return house.unhex(state.map((value) => value.toString(16).padStart(16, "0")).join(""));
  }

  const number = (bytes) => BigInt(`0x${house.hex(Uint8Array.from(bytes).reverse()) || "0"}`);

  function add(one, two) {
    const a = (one[1] - one[0]) * (two[1] - two[0]), b = (one[1] + one[0]) * (two[1] + two[0]);
    const c = 2n * one[3] * two[3] * D, d = 2n * one[2] * two[2];
    const e = mod(b - a), f = mod(d - c), g = mod(d + c), h = mod(b + a);
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  function point(encoded) {
    const whole = number(encoded), sign = whole >> 255n, y = whole & ((1n << 255n) - 1n);
    const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
    let x = power(square, (P + 3n) / 8n);
    if (mod(x * x - square)) x = mod(x * power(2n, (P - 1n) / 4n));
    if (y >= P || mod(x * x - square) || (x === 0n && sign)) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }
  const BASE = point(house.unhex("58" + "66".repeat(31)));

  function counted(open, text, signature) {
    const key = point(open), s = number(signature.slice(32));
    if (!key || signature.length !== 64 || s >= L) return false;
    const k = number(sha512(house.joined(signature.slice(0, 32), open, text))) % L;
    const minus = [P - key[0], key[1], 1n, P - key[3]], both = add(BASE, minus);
    let found = [0n, 1n, 1n, 0n];
    for (let bit = 252n; bit >= 0n; bit -= 1n) { // [s]B - [k]A must be R
      found = add(found, found);
      const choice = Number((s >> bit) & 1n) + 2 * Number((k >> bit) & 1n);
      if (choice) found = add(found, [BASE, minus, both][choice - 1]);
    }
    const inverse = power(found[2], P - 2n);
    const x = mod(found[0] * inverse), y = mod(found[1] * inverse);
    return (y | ((x & 1n) << 255n)) === number(signature.slice(0, 32));
  }

  // Browsers differ in what they take as a key; whatever they refuse is counted here.
  async function signed(open, text, signature) {
    try {
      const key = await self.crypto.subtle.importKey("raw", open, "Ed25519", false, ["verify"]);
      if (await self.crypto.subtle.verify("Ed25519", key, signature, text)) return true;
    } catch (fault) { /* no such thing here */ }
    return counted(open, text, signature);
  }

  Object.assign(house, { signed, counted, sha512 });
})(self.house = self.house || {});

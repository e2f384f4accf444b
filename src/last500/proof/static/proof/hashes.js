// SHA-256 and SHA-512 (FIPS 180-4), base64, hexadecimal digits: plain, for the page that checks.
// Own code, because a page without HTTPS has no WebCrypto; where there is one it is asked to agree.
"use strict";
(function (house) {
  function primes(count) {
    const found = [];
    for (let number = 2; found.length < count; number += 1) {
      if (found.every((prime) => number % prime)) found.push(number);
    }
    return found;
  }
  // The first 32 bits behind the point of a root of each prime.
  const bits = (root) => Math.floor((root - Math.floor(root)) * 4294967296);
  const START = new Uint32Array(primes(8).map((prime) => bits(Math.sqrt(prime))));
  const ROUND = new Uint32Array(primes(64).map((prime) => bits(Math.cbrt(prime))));
  const word = new Uint32Array(64);

  function padded(data, block) {
    const tail = block === 64 ? 8 : 16;
    const size = Math.ceil((data.length + 1 + tail) / block) * block;
    const all = new Uint8Array(size);
    all.set(data);
    all[data.length] = 128;
    const view = new DataView(all.buffer);
    view.setUint32(size - 8, Math.floor(data.length / 536870912));
    view.setUint32(size - 4, (data.length << 3) >>> 0);
    return view;
  }

  function sha256(data) {
    const view = padded(data, 64), state = Uint32Array.from(START);
    for (let start = 0; start < view.byteLength; start += 64) {
      for (let i = 0; i < 16; i += 1) word[i] = view.getUint32(start + 4 * i);
      for (let i = 16; i < 64; i += 1) {
        const x = word[i - 15], y = word[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        word[i] = word[i - 16] + s0 + word[i - 7] + s1;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + word[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] += value; });
    }
    const result = new DataView(new ArrayBuffer(32));
    state.forEach((value, i) => result.setUint32(4 * i, value));
    return new Uint8Array(result.buffer);
  }

  // HMAC-SHA-256 of a key of at most 64 bytes.
  function hmac(key, data) {
    const inner = new Uint8Array(64).fill(0x36), outer = new Uint8Array(64).fill(0x5c);
    key.forEach((value, i) => { inner[i] ^= value; outer[i] ^= value; });
    return sha256(joined(outer, sha256(joined(inner, data))));
  }

  function joined(...parts) {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return all;
  }

  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const same = (one, two) => one.length === two.length && one.every((value, i) => value === two[i]);
  const utf8 = (text) => new TextEncoder().encode(text);

  // Strict: what was written is what would be written again.
  function b64(text) {
    let raw;
    try { raw = atob(text); } catch (fault) { throw new RangeError("base64"); }
    if (btoa(raw) !== text) throw new RangeError("base64");
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  }

  function unhex(text) {
    if (!/^([0-9a-f]{2})*$/.test(text)) throw new RangeError("hex");
    return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  }

  function decoded(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (fault) { throw new RangeError("utf-8"); }
  }

  function base32(bytes) {
    let bits = "";
    bytes.forEach((one) => { bits += one.toString(2).padStart(8, "0"); });
    return (bits.match(/.{5}/g) || [])
      .map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(five, 2)]).join("");
  }

  // Whether the browser's own SHA-256 agrees; true where it has none.
  async function agrees() {
    if (!self.crypto || !self.crypto.subtle) return true;
    const data = Uint8Array.from({ length: 1000 }, (_none, i) => (i * 7919) & 255);
    return same(new Uint8Array(await self.crypto.subtle.digest("SHA-256", data)), sha256(data));
  }

  Object.assign(house, { sha256, hmac, padded, primes, joined, hex, unhex, same, utf8, b64,
    decoded, base32, agrees });
})(self.house = self.house || {});

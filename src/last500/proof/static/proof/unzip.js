// What a bundle holds, from a ZIP (stored or deflated) or from JSON: a Map of names to bytes.
"use strict";
(function (house) {
  const MOST = 500 * 1024 * 1024; // bytes unpacked; a bundle of 100,000 entries has a tenth

  async function inflated(data) {
    if (typeof DecompressionStream === "undefined") throw new house.NoZip();
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  house.NoZip = class extends Error {};

  async function unzipped(data) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength), files = new Map();
    let end = data.length - 22, total = 0;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
    if (end < 0) throw new RangeError("zip");
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left; left -= 1) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new RangeError("zip");
      const way = view.getUint16(at + 10, true), size = view.getUint32(at + 20, true);
      const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
      const name = house.decoded(data.subarray(at + 46, at + 46 + lengths[0]));
      const start = view.getUint32(at + 42, true);
      const skip = 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
      const packed = data.slice(start + skip, start + skip + size);
      if (way !== 0 && way !== 8) throw new RangeError("zip");
      total += view.getUint32(at + 24, true);
      if (total > MOST) throw new RangeError("zip");
      files.set(name, way === 8 ? await inflated(packed) : packed);
      at += 46 + lengths[0] + lengths[1] + lengths[2];
    }
    return files;
  }

  async function opened(data) {
    if (data[0] === 0x50 && data[1] === 0x4b) return unzipped(data);
    const { files } = JSON.parse(house.decoded(data));
    return new Map(Object.entries(files).map(([name, text]) => [name, house.utf8(text)]));
  }

  Object.assign(house, { opened });
})(self.house = self.house || {});

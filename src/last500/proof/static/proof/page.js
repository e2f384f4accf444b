// The page /tlog/check/: reads the chosen files here, checks, and says what it found.
"use strict";
(function (house) {
  const form = document.getElementById("check"), said = form.dataset;
  const result = document.getElementById("result"), progress = document.getElementById("progress");
  const field = (name) => document.getElementById(name);
  const bytes = (file) => new Promise((done, failed) => {
    const reader = new FileReader(); // older browsers have no file.arrayBuffer()
    reader.onload = () => done(new Uint8Array(reader.result));
    reader.onerror = () => failed(new RangeError("file"));
    reader.readAsArrayBuffer(file);
  });
  const split = (text) => text.split(/[\s,，;；]+/).filter(Boolean);
  const codes = () => split(field("code").value.replace(/：/g, ":"));
  let paper = null; // the checkpoint that came with the code on paper

  function tell(words) {
    progress.textContent = words;
    return new Promise((done) => { setTimeout(done, 20); }); // let the line be seen
  }

  function show(kind, title, lines) {
    const box = document.createElement("div"), inside = document.createElement("div");
    const head = document.createElement("h2"), list = document.createElement("ul");
    box.className = `notice ${kind}`;
    head.textContent = title;
    for (const line of lines) {
      const one = document.createElement("li");
      one.textContent = line;
      list.append(one);
    }
    inside.append(head, ...(lines.length ? [list] : []));
    box.append(inside);
    result.replaceChildren(progress, box);
    progress.textContent = "";
  }

  function readPaper() {
    let note = "";
    try { note = decodeURIComponent(location.hash.slice(1)); } catch (fault) { return; }
    if (!note) return;
    try {
      const head = new house.Checkpoint(said.paper, house.utf8(note));
      const code = house.base32(head.root).slice(0, 16).match(/.{4}/g).join("-");
      paper = [said.paper, house.utf8(note)];
      field("code").value = `${head.size}:${code}`;
      field("paper").hidden = false;
      field("paper").querySelector("span").textContent = `${said.paper}：${head.size}:${code}`;
    } catch (fault) { /* something else stands behind the # */ }
  }

  async function given() {
    const kept = [];
    for (const file of field("kept").files) kept.push([file.name, await bytes(file)]);
    return {
      checkpoints: [...kept, ...(paper ? [paper] : [])],
      keys: [field("key").value.trim()].filter(Boolean),
      codes: codes(),
      witnesses: [field("witness").value.trim()].filter(Boolean),
    };
  }

  async function check() {
    const [file] = field("bundle").files;
    if (!file) return show("error", said.none, []);
    if (!house.signed) return show("error", said.old, []);
    if (!await house.agrees()) return show("error", said.self, []);
    await tell(said.saidReading);
    const step = (name) => tell(said[`said${name[0].toUpperCase()}${name.slice(1)}`]);
    const one = new house.Check(await house.opened(await bytes(file)), step);
    await one.run(await given());
    const word = ([chinese, english]) => (said.lang === "en" ? `${english}.` : `${chinese}。`);
    const count = one.problems.length, lines = one.problems.slice(0, house.SHOWN).map(word);
    if (count > house.SHOWN) lines.push(said.more.replace("{n}", count - house.SHOWN));
    lines.push(...one.notes.map(word));
    if (count) return show("error", said.wrong, lines);
    return show("success", said.intact.replace("{n}", one.rows.size), lines);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    check().catch((fault) => {
      show("error", fault instanceof house.NoZip ? said.zip : said.unreadable, []);
    }).finally(() => { button.disabled = false; });
  });
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      if (name === "drop" && event.dataTransfer.files.length) {
        field("bundle").files = event.dataTransfer.files;
      }
    });
  }
  window.addEventListener("hashchange", readPaper);
  readPaper();
  field("plain").hidden = true;
  form.hidden = false;
})(self.house);

// `node node_vectors.js FOLDER_OF_THE_VERIFIER`: the vectors in Node, printed as JSON.
"use strict";
const fs = require("fs"), path = require("path"), vm = require("vm");
const folder = process.argv[2], here = path.join(__dirname, "vectors");
globalThis.self = globalThis;
for (const name of ["hashes", "ed25519", "trees", "sums", "checking"]) {
  vm.runInThisContext(fs.readFileSync(path.join(folder, `${name}.js`), "utf8"), name);
}
vm.runInThisContext(fs.readFileSync(path.join(__dirname, "run_vectors.js"), "utf8"));
const read = (name) => JSON.parse(fs.readFileSync(path.join(here, `${name}.json`), "utf8"));
self.runVectors(read("trees"), read("reference"), read("bundles"))
  .then((result) => console.log(JSON.stringify(result)));

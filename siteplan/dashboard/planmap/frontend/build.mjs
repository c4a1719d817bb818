// Bundles the front end into ../assets and records what it was built from, so that a test can tell a stale bundle.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "..", "assets");

const sources = ["package.json", "package-lock.json", "tsconfig.json", "build.mjs"]
  .concat(readdirSync(join(here, "src")).sort().map((name) => `src/${name}`));
const digest = createHash("sha256");
for (const name of sources) digest.update(`${name}\n`).update(readFileSync(join(here, name)));

rmSync(assets, { recursive: true, force: true });
mkdirSync(assets, { recursive: true });
// The hash in the name lets browsers keep the file for ever and still take a new one at once.
const result = await esbuild.build({
  absWorkingDir: here,
  entryPoints: { plan_map: "src/index.ts", plan_map_style: "src/style.css" },
  entryNames: "[name]-[hash]",
  outdir: assets,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome108", "firefox113", "safari16.4"],
  legalComments: "none",
  metafile: true,
});

const packages = new Set();
for (const path of Object.keys(result.metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
  if (found) packages.add(found[1]);
}
let notices = "The plan map bundles the following packages, each under its own licence.\n";
for (const name of [...packages].sort()) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "license", "LICENCE"].map((n) => join(folder, n)).find(existsSync);
  notices += `\n${"=".repeat(78)}\n${name} ${version} (${license})\n\n${file ? readFileSync(file, "utf8") : "(no licence file in the package)\n"}`;
}
writeFileSync(join(assets, "THIRD_PARTY_LICENSES.txt"), notices);
writeFileSync(join(assets, "build.json"), `${JSON.stringify({ sources, sha256: digest.digest("hex") }, null, 1)}\n`);
for (const [path, { bytes }] of Object.entries(result.metafile.outputs)) console.log(`${path}: ${(bytes / 1024).toFixed(0)} kB`);
console.log(`packages: ${[...packages].sort().join(", ")}`);

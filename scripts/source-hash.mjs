// Hash of all sources that a result depends on: what stored results of sweeps are tied to.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["config", "engine", "metrics", "roofline", "sweep", "workload"];
/** Libraries whose numbers end up in results. */
const LIBRARIES = ["d3-random", "heap-js", "seedrandom"];
const DIGITS = 12;

export function sourceHash(root) {
  const hash = createHash("sha256");
  for (const folder of FOLDERS) {
    const path = join(root, "src", folder);
    for (const name of readdirSync(path, { recursive: true }).sort()) {
      if (name.endsWith(".ts")) hash.update(`${folder}/${name}\0`).update(readFileSync(join(path, name)));
    }
  }
  for (const library of LIBRARIES) {
    const file = join(root, "node_modules", library, "package.json");
    hash.update(`${library} ${JSON.parse(readFileSync(file, "utf8")).version}\0`);
  }
  return hash.digest("hex").slice(0, DIGITS);
}

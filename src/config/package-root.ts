import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let found: string | undefined;

/** Folder of this package, where `configs/` and `bench_data/` lie: the same from the sources and from the bundle. */
export function packageRoot(): string {
  found ??= walkUp(dirname(fileURLToPath(import.meta.url)));
  return found;
}

function walkUp(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).name === "inference-sim") return folder;
    if (dirname(folder) === folder) {
      throw new Error(`no package.json of inference-sim above ${start}`);
    }
  }
}

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** Folders from the top down; a file imports from its own row or from one below. */
const LAYERS = [
  ["cli.ts", "index.ts"],
  ["commands", "browser"],
  ["library"],
  ["config", "sweep", "ingest", "report", "validate", "calibrate", "map", "explain"],
  ["jobs", "metrics"],
  ["workload", "roofline"],
  ["engine"],
];

const files = (readdirSync(SRC, { recursive: true }) as string[]).filter((file) => file.endsWith(".ts"));
const folderOf = (file: string) => file.split(sep)[0]!;
const rankOf = (file: string) => LAYERS.findIndex((layer) => layer.includes(folderOf(file)));

/** What a file imports: paths within src for our own modules, names for others. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const found = [...text.matchAll(/(?:from|import) ?\(?"([^"]+)"\)?/g)].map(([, path]) => path!);
  return found.map((path) => (path.startsWith(".") ? relative(SRC, join(SRC, dirname(file), path)) : path));
}
const ownImports = (file: string) => importsOf(file).filter((path) => files.includes(path));

describe("imports", () => {
  it("point one way: cli, commands, config and reports, metrics, workload and latency, engine", () => {
    const wrong = files
      .filter((file) => file !== "errors.ts")
      .flatMap((file) =>
        ownImports(file)
          .filter((path) => path !== "errors.ts" && rankOf(path) < rankOf(file))
          .map((path) => `${file} imports ${path}`),
      );
    expect(files.filter((file) => file !== "errors.ts" && rankOf(file) < 0)).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it("keep workloads and latency models apart", () => {
    const crossing = files.flatMap((file) =>
      ownImports(file)
        .filter((path) => [folderOf(file), folderOf(path)].sort().join() === "roofline,workload")
        .map((path) => `${file} imports ${path}`),
    );
    expect(crossing).toEqual([]);
  });

  it("of the engine are its own files and the heap: it runs in a browser", () => {
    const engine = files.filter((file) => folderOf(file) === "engine");
    const foreign = engine.flatMap((file) => importsOf(file)).filter((path) => folderOf(path) !== "engine");
    expect([...new Set(foreign)]).toEqual(["heap-js"]);
    for (const file of engine) {
      expect(readFileSync(join(SRC, file), "utf8"), file).not.toMatch(/\b(process|Buffer|require)\s*[.(]/);
    }
  });
});

// Writes the playground: the library, Observable Plot, the models and the GPUs that ship, in one HTML file.
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { FOR_BROWSERS } from "./bundling.mjs";
import { importFromSource } from "./from-source.mjs";
import { bundledPackages, noticesText } from "./third-party-notices.mjs";

export async function buildPlayground(root, file) {
  const [app, { playgroundHtml }] = await Promise.all([
    build({ ...FOR_BROWSERS, entryPoints: ["src/browser/page/app.ts"], format: "iife", write: false }),
    importFromSource('export { playgroundHtml } from "./src/browser/page/html.ts";'),
  ]);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  await mkdir(dirname(file), { recursive: true });
  const notices = noticesText(bundledPackages(root, [app.metafile]));
  const page = playgroundHtml({ script: app.outputFiles[0].text, catalog: catalog(root), version, notices });
  await writeFile(file, page);
  return app;
}

function catalog(root) {
  const models = readdirSync(join(root, "configs", "models")).filter((name) => name.endsWith(".json"));
  const gpus = json(root, "configs/hardware_config.json");
  return {
    models: Object.fromEntries(
      models.sort().map((name) => [basename(name, ".json"), json(root, `configs/models/${name}`)]),
    ),
    gpus: Object.fromEntries(Object.entries(gpus).map(([name, { sources: _, ...entry }]) => [name, entry])),
    tables: Object.fromEntries(
      Object.keys(gpus).flatMap((name) => {
        const texts = measuredTables(join(root, "bench_data", name.toLowerCase()));
        return texts === undefined ? [] : [[name, texts]];
      }),
    ),
  };
}

/** The texts of a GPU's tables that are measurements, with a manifest of those; undefined where there are none. */
function measuredTables(folder) {
  let manifest;
  try {
    manifest = json(folder, "manifest.json");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
  const measured = Object.entries(manifest.files).filter(([, { source }]) => source === "measured");
  if (measured.length === 0) return undefined;
  const texts = measured.map(([key]) => [key, readFileSync(join(folder, key), "utf8")]);
  const own = JSON.stringify({ ...manifest, files: Object.fromEntries(measured) });
  return Object.fromEntries([...texts, ["manifest.json", own]]);
}

function json(folder, name) {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}

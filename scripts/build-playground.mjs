// Writes the playground: the library, Observable Plot, the models and the GPUs that ship, in one HTML file.
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

export async function buildPlayground(root, file) {
  const bundle = (options) =>
    build({
      absWorkingDir: root,
      bundle: true,
      write: false,
      legalComments: "none",
      logLevel: "warning",
      ...options,
    });
  const [app, html] = await Promise.all([
    bundle({
      entryPoints: ["src/browser/page/app.ts"],
      format: "iife",
      platform: "browser",
      target: "es2022",
      minify: true,
      metafile: true,
      alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" },
    }),
    bundle({ entryPoints: ["src/browser/page/html.ts"], format: "esm", platform: "node", target: "node20" }),
  ]);
  const { playgroundHtml } = await import(
    `data:text/javascript;base64,${Buffer.from(html.outputFiles[0].text).toString("base64")}`
  );
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  await mkdir(dirname(file), { recursive: true });
  const page = playgroundHtml(app.outputFiles[0].text, catalog(root), version);
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

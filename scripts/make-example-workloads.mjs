// Writes the example workloads of configs/workloads with the project's own generator. Same bytes on every machine.
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = `${root}node_modules/.cache/example-workloads.mjs`;

await build({
  absWorkingDir: root,
  stdin: {
    contents: `export { generateWorkload } from "./src/workload/generate.ts";
               export { writeTrace } from "./src/workload/convert.ts";`,
    resolveDir: root,
  },
  outfile: bundle,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
});
const { generateWorkload, writeTrace } = await import(pathToFileURL(bundle));
await rm(bundle);

/** Chat lengths: right-skewed as measured chat traffic is, some long prompts, answers of a few hundred tokens. */
const chat = {
  kind: "distribution",
  prompt: { kind: "lognormal", mean: 900, stdev: 1100, min: 8, max: 8000 },
  output: { kind: "lognormal", mean: 220, stdev: 180, min: 4, max: 1500 },
};

const folder = `${root}configs/workloads`;
await mkdir(folder, { recursive: true });
for (const { file, format, seed, spec } of [
  {
    file: "chat.csv",
    format: "csv",
    seed: 42,
    spec: { numRequests: 2000, arrivals: { requestRate: 8, burstiness: 0.5 }, prompts: chat },
  },
  {
    file: "example-azure-format.csv",
    format: "azure",
    seed: 7,
    spec: { numRequests: 120, arrivals: { requestRate: 4, burstiness: 0.8 }, prompts: chat },
  },
]) {
  const lost = await writeTrace(generateWorkload(spec, seed), format, `${folder}/${file}`);
  process.stderr.write(
    `${file}: ${spec.numRequests} requests${lost.length > 0 ? ` (${lost.join("; ")})` : ""}\n`,
  );
}

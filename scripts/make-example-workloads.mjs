// Writes the example workloads of configs/workloads with the project's own generator. Same bytes on every machine.
import { join } from "node:path";
import { importFromSource, root } from "./from-source.mjs";

const { generateWorkload, writeTrace } = await importFromSource(`
  export { generateWorkload } from "./src/workload/generate.ts";
  export { writeTrace } from "./src/workload/convert.ts";`);

/** Chat lengths: right-skewed as measured chat traffic is, some long prompts, answers of a few hundred tokens. */
const chat = {
  kind: "distribution",
  prompt: { kind: "lognormal", mean: 900, stdev: 1100, min: 8, max: 8000 },
  output: { kind: "lognormal", mean: 220, stdev: 180, min: 4, max: 1500 },
};

const folder = join(root, "configs", "workloads");
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
  const lost = await writeTrace(generateWorkload(spec, seed), format, join(folder, file));
  process.stderr.write(
    `${file}: ${spec.numRequests} requests${lost.length > 0 ? ` (${lost.join("; ")})` : ""}\n`,
  );
}

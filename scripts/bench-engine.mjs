// Runs an engine benchmark in a process of its own, so that it starts cold:
//   node scripts/bench-engine.mjs [perf/engine.bench.ts [ARGUMENTS]]
import { runFromSource } from "./from-source.mjs";

const [entry = "perf/engine.bench.ts", ...args] = process.argv.slice(2);
await runFromSource(entry, args);

import { join } from "node:path";
import { loadGpu } from "../../src/config/hardware.ts";
import { loadModel } from "../../src/config/models.ts";
import { packageRoot } from "../../src/config/package-root.ts";
import type { MfuOptions } from "../../src/roofline/mfu-setup.ts";
import { benchDataFolder } from "../../src/roofline/tables/layout.ts";

/** A shipped model on a shipped GPU with the tables that ship. */
export function mfuOptions(model: string, tp: number, gpu = "H100"): MfuOptions {
  return {
    model: loadModel(model),
    gpu: loadGpu(gpu),
    tp,
    maxNumBatchedTokens: 8192,
    maxNumSeqs: 1024,
    asyncScheduling: true,
    benchDataPath: join(packageRoot(), "bench_data", benchDataFolder(gpu)),
  };
}

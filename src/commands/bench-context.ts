import { join } from "node:path";
import { FLAGS } from "../config/flags.ts";
import { loadGpu } from "../config/hardware.ts";
import { listModels, loadModel } from "../config/models.ts";
import { packageRoot } from "../config/package-root.ts";
import { UserError } from "../errors.ts";
import type { CheckContext } from "../ingest/checks/check.ts";
import { gemmSites } from "../ingest/gemm-sites.ts";
import type { Device } from "../roofline/hardware.ts";
import { coldCache, constantsFor } from "../roofline/kernels/constants.ts";
import { benchDataFolder } from "../roofline/tables/layout.ts";
import { type Invocation, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";

/** What every bench command knows of the GPU whose kernels it is about. */
export interface BenchContext extends CheckContext {
  /** Name as in the hardware file. */
  readonly gpu: string;
  readonly device: Device;
  /** Folder of its tables. */
  readonly tables: string;
}

/** @throws UserError when the GPU, or what its data sheet says, is not known. */
export function benchContext(invocation: Invocation, gpuOfCampaign?: string): BenchContext {
  const name = flagValue(invocation, "gpu") ?? gpuOfCampaign ?? FLAGS.gpu.default;
  const gpu = loadGpu(name, textOf(invocation, "hardware-config"));
  const { device } = gpu;
  if (device === undefined) {
    throw new UserError({
      field: gpu.name,
      message: "has no device section in the hardware config, so nothing bounds its kernels",
    });
  }
  const shipped = join(packageRoot(), "bench_data", benchDataFolder(gpu.name));
  return {
    gpu: gpu.name,
    device,
    constants: coldCache(constantsFor(gpu.name, device)),
    memoryBytes: device.memoryGiB * 2 ** 30,
    sites: gemmSites(listModels().map((model) => loadModel(model))),
    tables: textOf(invocation, "bench-data-path") ?? shipped,
  };
}

import { join } from "node:path";
import type { LoadedGpu } from "../../config/hardware.ts";
import type { MfuParameters } from "../../roofline/hardware.ts";
import { type CsvFile, readCsvFile } from "../csv-file.ts";
import { Names } from "../names.ts";
import type { Comparison } from "../outcome.ts";
import { validateClosedLoop } from "../serving/closed-loop.ts";
import { validateOpenLoop } from "../serving/open-loop.ts";
import type { ServingOptions } from "../serving/serving-options.ts";
import { validateSingleStream } from "../serving/single-stream.ts";

/** Constants of the mfu section that are not kernel times. */
export type ServiceConstants = Partial<MfuParameters>;

/** The measured runs of servers that those constants are fitted on. */
export class ServiceFiles {
  readonly closedLoop: CsvFile;
  private readonly singleStream: CsvFile;
  private readonly openLoop: CsvFile;
  private readonly names = new Names();

  /** @param folder with the runs under the names they are published by */
  constructor(folder: string) {
    this.closedLoop = readCsvFile(join(folder, "closed_loop_llama70b_fp8_h100.csv"));
    this.singleStream = readCsvFile(join(folder, "single_stream_h100.csv"));
    this.openLoop = readCsvFile(join(folder, "rtxpro6000_llama8b", "requests.csv"));
  }

  /** Closed-loop runs of these rows. */
  async closed(constants: ServiceConstants, rows: CsvFile["rows"]): Promise<readonly Comparison[]> {
    return (await validateClosedLoop({ ...this.closedLoop, rows }, this.options(constants))).comparisons;
  }

  async single(constants: ServiceConstants): Promise<readonly Comparison[]> {
    return (await validateSingleStream(this.singleStream, this.options(constants))).comparisons;
  }

  /** Every request of the open-loop run, in the file's order. */
  async open(constants: ServiceConstants): Promise<readonly Comparison[]> {
    return (await validateOpenLoop(this.openLoop, this.options(constants))).comparisons;
  }

  private options(constants: ServiceConstants): ServingOptions {
    const adjust = (gpu: LoadedGpu): LoadedGpu => ({ ...gpu, mfu: { ...gpu.mfu!, ...constants } });
    return { names: this.names, gpu: "H100", seed: 0, adjust };
  }
}

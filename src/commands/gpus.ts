import { listGpus, loadGpu } from "../config/hardware.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { type Invocation, textOf } from "./command.ts";
import { note } from "./print.ts";
import { printRows } from "./print-rows.ts";

export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const file = textOf(invocation, "hardware-config");
  const gpus = listGpus(file).map((name) => loadGpu(name, file));
  for (const sentence of gpus.flatMap(({ warnings }) => warnings)) note(sentence);
  printRows(
    invocation,
    gpus.map(({ name, device, calibrated }) => ({
      name,
      bf16TFlops: device?.bf16TFlops ?? calibrated.TFlopsPeak,
      fp8TFlops: device?.fp8TFlops ?? "",
      memoryTBs: device?.memoryTBs ?? calibrated.BwPeakTBs,
      memoryGiB: device?.memoryGiB ?? "",
      nvlinkGBs: device?.nvlinkGBs ?? "",
    })),
  );
  return EXIT.ok;
}

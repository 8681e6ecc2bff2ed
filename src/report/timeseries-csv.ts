import { ByteWriter } from "./byte-writer.ts";
import type { RunReport } from "./run-report.ts";
import { usableBlocks } from "./usable-blocks.ts";

/**
 * `timeseries.csv`: the server's state at equally spaced times. `kv_percent` is of the usable blocks of all replicas (block
 * 0 of each is reserved); `output_tokens_per_s` counts the whole second that the sample lies in.
 */
export function timeseriesCsv({ result, kvBlocks }: Pick<RunReport, "result" | "kvBlocks">): Uint8Array {
  const { timeNs, running, waiting, kvBlocks: used } = result.samples;
  const usable = usableBlocks({ result, kvBlocks });
  const out = new ByteWriter();
  out.text("time_ms,running,waiting,kv_blocks,kv_percent,output_tokens_per_s\n");
  for (let i = 0; i < timeNs.length; i++) {
    out.nsAsMs(timeNs[i]!);
    const tokens = result.outputTokensPerSecond[Math.floor(timeNs[i]! / 1e9)] ?? 0;
    const percent = ((used[i]! / usable) * 100).toFixed(3);
    out.text(`,${running[i]},${waiting[i]},${used[i]},${percent},${tokens}\n`);
  }
  return out.bytes();
}

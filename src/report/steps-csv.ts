import { STEP_PARTS } from "../engine/latency-model.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { StepLog } from "./step-log.ts";

const LAUNCH_NAMES = ["eager", "piecewise", "full"] as const;
const COLUMNS = [
  ...["replica", "step", "start_ms", "end_ms", "launch"],
  ...["decodes", "decode_context_tokens", "prefill_chunks", "prefill_tokens", "prefill_context_tokens"],
  ...["batch_tokens", "sampled", "running", "waiting", "kv_blocks", "total_ms"],
  ...["gemm_ms", "attention_ms", "allreduce_ms", "head_ms", "elementwise_ms", "host_ms"],
];

/**
 * `steps.csv`: one row a kept step, times exact to the nanosecond. `batch_tokens` is what the dense layers run over,
 * padding to a CUDA-graph size included; the parts sum to `total_ms`.
 */
export function stepsCsv(steps: StepLog): Uint8Array {
  const out = new ByteWriter(steps.length * 160 + 512);
  out.text(COLUMNS.join(","));
  for (const row of steps) {
    out.newline();
    out.text(`${row.replica},${row.step},`);
    out.nsAsMs(row.startNs);
    out.comma();
    out.nsAsMs(row.endNs);
    out.text(`,${LAUNCH_NAMES[row.launch]},${row.decodes},${row.decodeContext},${row.chunks}`);
    out.text(`,${row.prefillTokens},${row.prefillContext},${row.batchTokens},${row.logits}`);
    out.text(`,${row.running},${row.waiting},${row.kvBlocks},`);
    out.nsAsMs(row.endNs - row.startNs);
    for (const part of STEP_PARTS) {
      out.comma();
      out.nsAsMs(row.partNs[part]);
    }
  }
  out.newline();
  return out.bytes();
}

import { rankShape } from "../ingest/kernel-point.ts";
import { DECODE_TP, GEMM_ROWS } from "../ingest/sweeps.ts";
import { shapeName } from "../ingest/table-keys.ts";
import type { KernelConstants } from "../roofline/kernels/constants.ts";
import { decodeAttentionUs } from "../roofline/kernels/decode-attention.ts";
import { gemmUs } from "../roofline/kernels/gemm.ts";
import { kernelError } from "../roofline/kernels/kernel-error.ts";
import { prefillAttentionUs } from "../roofline/kernels/prefill-attention.ts";
import { decodeRegime, gemmRegime, prefillRegime } from "../roofline/kernels/regimes.ts";
import { shardModel } from "../roofline/mfu-shard.ts";
import { DTYPE_BYTES, type ModelShape } from "../roofline/model-shape.ts";
import type { MapPoint } from "./ratio-grid.ts";

/** A kernel whose measurement would take much uncertainty out of the map. */
export interface Candidate {
  /** The bench job that measures it. */
  readonly job: string;
  /** Shape to give to `bench --shapes`; absent for GEMM. */
  readonly shape?: string;
  readonly kernel: string;
  readonly regime: string;
  /** Its time over all steps of the map, microseconds, and how far its model is off, percent. */
  readonly simulatedUs: number;
  readonly errorPct: number;
  /** Their product: microseconds not known. */
  readonly uncertainUs: number;
}

/** The kernels of the map's steps by what is not known of their time, most first. All steps weigh the same. */
export function worthMeasuring(
  model: ModelShape,
  points: readonly MapPoint[],
  c: KernelConstants,
  count: number,
): Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (one: Omit<Candidate, "uncertainUs">) => {
    const simulatedUs = one.simulatedUs + (found.get(one.kernel)?.simulatedUs ?? 0);
    found.set(one.kernel, { ...one, simulatedUs, uncertainUs: (simulatedUs * one.errorPct) / 100 });
  };
  for (const point of points) for (const one of kernelsOf(model, point, c)) add(one);
  return [...found.values()].sort((a, b) => b.uncertainUs - a.uncertainUs).slice(0, count);
}

function kernelsOf(model: ModelShape, { tp, prompt, batch, kv }: MapPoint, c: KernelConstants) {
  const shard = shardModel(model, tp);
  const { heads, kvHeads, headDim } = shard.attention;
  const m = prompt + batch;
  const made: Omit<Candidate, "uncertainUs">[] = shard.groups.flatMap(({ gemms, layers }) =>
    gemms.map(({ k, n, dtype }) => {
      const regime = gemmRegime(m, k, n, dtype, c);
      return {
        job: dtype === "fp8" ? "gemm-fp8" : "gemm",
        kernel: `gemm ${dtype} m ${benchRows(m)} k ${k} n ${n}`,
        ...{ regime, simulatedUs: layers * gemmUs(m, k, n, dtype, c) },
        errorPct: kernelError(dtype === "fp8" ? "gemmFp8" : "gemmBf16", regime, c).mapePct,
      };
    }),
  );
  if (shard.mla !== undefined) return made;
  const name = shapeName({ heads, kvHeads, headDim });
  if (prompt > 0) {
    const regime = prefillRegime(heads, kvHeads, headDim, 1, prompt, 0, c);
    const us = prefillAttentionUs(heads, kvHeads, headDim, [prompt], [0], 1, c);
    const errorPct = kernelError("prefill", regime, c).mapePct;
    made.push({
      job: `${name}/prefill`,
      shape: name,
      kernel: `prefill ${name} ${prompt} tokens`,
      regime,
      simulatedUs: shard.layers * us,
      errorPct,
    });
  }
  if (batch > 0) {
    const bytes = DTYPE_BYTES[model.kvDtype];
    const regime = decodeRegime(heads, kvHeads, headDim, batch * kv, bytes, c);
    const us = decodeAttentionUs(heads, kvHeads, headDim, batch, batch * kv, bytes, c);
    const errorPct = kernelError("decode", regime, c).mapePct;
    const { job, shape } = decodeJob(model, tp);
    made.push({
      job,
      shape,
      kernel: `decode ${name} batch ${batch} kv ${kv}`,
      regime,
      simulatedUs: shard.layers * us,
      errorPct,
    });
  }
  return made;
}

/** The row count of the bench nearest to m: steps of 2049 and of 2050 tokens ask for the same measurement. */
function benchRows(m: number): number {
  const distance = (rows: number) => Math.abs(Math.log(rows / m));
  return [...GEMM_ROWS].sort((a, b) => distance(a) - distance(b))[0]!;
}

/** Ranks beyond those that a decode job cuts a shape for are a shape of their own. */
function decodeJob({ heads, kvHeads, headDim }: ModelShape, tp: number): { job: string; shape: string } {
  const whole = { heads, kvHeads, headDim };
  const cut = (DECODE_TP as readonly number[]).includes(tp);
  const shape = shapeName(cut ? whole : rankShape(whole, tp));
  return { shape, job: `${shape}/decode/tp${cut ? tp : 1}` };
}

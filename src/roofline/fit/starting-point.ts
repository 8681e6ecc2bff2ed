import type { Chip, KernelConstants, KernelErrors } from "../kernels/constants.ts";
import { FITTED_OPS } from "../kernels/constants.ts";
import { ALL_REDUCE_CUSTOM, ALL_REDUCE_NCCL } from "../kernels/parameters/all-reduce.ts";
import { DECODE } from "../kernels/parameters/decode.ts";
import { GEMM_BF16 } from "../kernels/parameters/gemm-bf16.ts";
import { GEMM_FP8 } from "../kernels/parameters/gemm-fp8.ts";
import type { ParameterTable, ValuesOf } from "../kernels/parameters/parameter.ts";
import { PREFILL } from "../kernels/parameters/prefill.ts";

/** H100 SXM data sheet, dense peaks; NVLink 4 each way. */
const CHIP: Chip = {
  bf16FlopsPerS: 989.5e12,
  fp8FlopsPerS: 1979e12,
  memoryBytesPerS: 3.35e12,
  sms: 132,
  l2Bytes: 50 * 2 ** 20,
  nvlinkBytesPerS: 450e9,
};

/** Constants before any fit: every parameter where its fit starts. */
export function startingPoint(origin: KernelConstants["origin"]): KernelConstants {
  const custom = startOf(ALL_REDUCE_CUSTOM);
  const nccl = startOf(ALL_REDUCE_NCCL);
  return {
    gpu: "H100",
    chip: CHIP,
    gemm: { bf16: startOf(GEMM_BF16), fp8: startOf(GEMM_FP8) },
    prefill: startOf(PREFILL),
    decode: startOf(DECODE),
    allReduce: {
      custom: { 2: custom, 4: custom, 8: custom },
      nccl: { 2: nccl, 4: nccl, 8: nccl },
      eagerFloorUs: 20,
    },
    // No measurements of elementwise kernels: two RMSNorms, rotary embedding and gated activation, each a launch.
    elementwise: { kernelsPerLayer: 4, launchUs: 2.5, memoryUtilisation: 0.7 },
    origin,
    errors: Object.fromEntries(FITTED_OPS.map((op) => [op, {}])) as KernelErrors,
  };
}

function startOf<Table extends ParameterTable>(table: Table): ValuesOf<Table> {
  return Object.fromEntries(
    Object.entries(table).map(([name, parameter]) => [name, parameter.start]),
  ) as ValuesOf<Table>;
}

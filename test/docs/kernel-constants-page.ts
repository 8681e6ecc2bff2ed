import { H100 } from "../../src/roofline/kernels/constants-h100.ts";
import { ALL_REDUCE_CUSTOM, ALL_REDUCE_NCCL } from "../../src/roofline/kernels/parameters/all-reduce.ts";
import { DECODE } from "../../src/roofline/kernels/parameters/decode.ts";
import { GEMM_BF16 } from "../../src/roofline/kernels/parameters/gemm-bf16.ts";
import { GEMM_FP8 } from "../../src/roofline/kernels/parameters/gemm-fp8.ts";
import type { ParameterTable } from "../../src/roofline/kernels/parameters/parameter.ts";
import { PREFILL } from "../../src/roofline/kernels/parameters/prefill.ts";

type Values = Readonly<Record<string, number>>;
/** Columns of values, by their heading. */
type Columns = readonly (readonly [heading: string, values: Values])[];

/** docs/kernel-constants.md, made from the parameters and the H100's fitted values. */
export function kernelConstantsPage(): string {
  const { gemm, prefill, decode, allReduce, elementwise, origin } = H100;
  const ranks = (by: Readonly<Record<2 | 4 | 8, Values>>): Columns =>
    ([2, 4, 8] as const).map((size) => [`tp ${size}`, by[size]]);
  const one = (values: Values): Columns => [["H100", values]];
  return `# Kernel constants

What the analytic kernel model of the \`mfu\` latency model is fitted to; [formulas.md](formulas.md#43-a-kernels-price-the-analytic-model)
has the formulas they stand in, [accuracy.md](accuracy.md) the errors on shapes that no fit has seen. Values of the H100,
fitted ${origin.date} on ${origin.fittedOn}. Other GPUs take them with their own peaks, bandwidth, SMs, L2 and NVLink; their
errors are then unknown. "Range" is what physics allows: a fit that wants to leave it is refused.

This page is made from the source; \`npx vitest run --project unit test/docs -u\` writes it again.

${section("bf16 GEMM (cuBLAS)", GEMM_BF16, one(gemm.bf16))}
${section("FP8 GEMM (CUTLASS in vLLM), quantisation included", GEMM_FP8, one(gemm.fp8))}
${section("Prefill attention (FlashAttention-3)", PREFILL, one(prefill))}
${section("Decode attention (FlashAttention-3, split KV)", DECODE, one(decode))}
${section("All-reduce, vLLM's custom kernels in a CUDA graph", ALL_REDUCE_CUSTOM, ranks(allReduce.custom))}
${section("All-reduce, NCCL", ALL_REDUCE_NCCL, ranks(allReduce.nccl))}
## Taken as given

| what | value |
| --- | --- |
| least time of an all-reduce outside of a CUDA graph | ${allReduce.eagerFloorUs} us |
| elementwise kernels a layer | ${elementwise.kernelsPerLayer} of ${elementwise.launchUs} us |
| share of the HBM peak that they reach | ${elementwise.memoryUtilisation} |
`;
}

function section(title: string, table: ParameterTable, columns: Columns): string {
  const headings = columns.map(([heading]) => heading).join(" | ");
  const head = `| name | ${headings} | unit | range | meaning |`;
  const rule = `|${" --- |".repeat(columns.length + 4)}`;
  const rows = Object.entries(table).map(([name, { unit, low, high, meaning }]) => {
    const values = columns.map(([, of]) => of[name]!).join(" | ");
    return `| \`${name}\` | ${values} | ${unit} | ${low} to ${high} | ${meaning} |`;
  });
  return `## ${title}\n\n${[head, rule, ...rows].join("\n")}\n`;
}

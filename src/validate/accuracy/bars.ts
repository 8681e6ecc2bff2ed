import type { KernelErrors } from "../../roofline/kernels/constants.ts";
import type { ValidationReport } from "../report/report.ts";

/** A goal of accuracy and what was reached. */
export interface Bar {
  readonly goal: string;
  readonly most: number;
  readonly value: number | undefined;
  /** Whether the rows behind the value were held out of the fit. */
  readonly seen: "held out" | "fitted on" | "not fitted on";
}

/** Kernel goals, by the folds that did not see a whole (k, n) site, head shape or size. */
export function heldOutBars(errors: KernelErrors): Bar[] {
  const bar = (goal: string, most: number, value: number | undefined): Bar => ({
    goal,
    most,
    value,
    seen: "held out",
  });
  return [
    bar("GEMM bf16, MAPE over all sites (goal: sites with k, n >= 1024)", 7, errors.gemmBf16.all?.mapePct),
    bar("GEMM bf16, time-weighted", 6, errors.gemmBf16.all?.timeWeightedPct),
    bar("GEMM fp8, MAPE", 12, errors.gemmFp8.all?.mapePct),
    bar("prefill attention, MAPE over all head dimensions", 15, errors.prefill.all?.mapePct),
    bar("decode attention, MAPE", 8, errors.decode.all?.mapePct),
    bar(
      "all-reduce, custom, MAPE over all sizes (goal: 8 KB to 64 MB)",
      4,
      errors.allReduceCustom.all?.mapePct,
    ),
    bar("all-reduce, NCCL, MAPE", 8, errors.allReduceNccl.all?.mapePct),
  ];
}

/** Kernel goals about subsets of which no held-out figures are kept. */
export function seenBars(reports: readonly ValidationReport[]): Bar[] {
  const of = (part: string, group: string, name: string) =>
    reports.find(({ file }) => file.includes(part))?.groups.latency?.[group]?.[name]?.mapePct;
  const bar = (goal: string, most: number, value: number | undefined): Bar => ({
    goal,
    most,
    value,
    seen: "fitted on",
  });
  return [
    bar("GEMM bf16, MAPE, k, n >= 1024", 7, of("gemm_bf16", "site", "k, n >= 1024")),
    bar("prefill attention, MAPE at head dimension 128", 12, of("attention_prefill", "headDim", "128")),
    bar("all-reduce, MAPE, 8 KB to 64 MB, custom and NCCL", 4, of("allreduce", "size", "8 KB to 64 MB")),
  ];
}

/** Goals of whole chains; the host's constants were fitted on these very runs. */
export function servingBars(reports: readonly ValidationReport[]): Bar[] {
  const of = (part: string) => reports.find(({ file }) => file.includes(part));
  const bar = (
    goal: string,
    most: number,
    value: number | undefined,
    seen: Bar["seen"] = "fitted on",
  ): Bar => ({ goal, most, value, seen });
  const closed = of("closed_loop");
  const byTp = (metric: string, most: number) =>
    Object.entries(closed?.groups[metric]?.tp ?? {}).map(([tp, figures]) =>
      bar(`closed loop, ${metric.toUpperCase()} at tp ${tp}, MAPE`, most, figures.mapePct),
    );
  const open = of("rtxpro6000")?.metrics;
  const single = of("single_stream");
  const mean = (metric: string) =>
    open?.[metric]?.meanErrorPct === undefined ? undefined : Math.abs(open[metric].meanErrorPct);
  const each = (metric: string, most: number) =>
    Object.entries(single?.groups[metric]?.model ?? {}).map(([model, figures]) =>
      bar(
        `single stream, ${metric === "tpot" ? "decode per token" : "TTFT"} of ${model}`,
        most,
        figures.mapePct,
      ),
    );
  return [
    bar("KV blocks, largest error", 1.5, largest(of("kv_capacity")), "not fitted on"),
    bar("closed loop, TPOT, MAPE", 4, closed?.metrics.tpot?.mapePct),
    ...byTp("tpot", 4),
    bar("closed loop, TTFT, MAPE", 8, closed?.metrics.ttft?.mapePct),
    ...byTp("ttft", 8),
    bar("RTX PRO 6000 chain, mean TPOT", 2, mean("tpot")),
    bar("RTX PRO 6000 chain, mean E2E", 2, mean("e2e")),
    bar("RTX PRO 6000 chain, mean TTFT", 6, mean("ttft")),
    ...each("tpot", 5),
    ...each("ttft", 12),
  ];
}

function largest(report: ValidationReport | undefined): number | undefined {
  return report?.worst[0] === undefined ? undefined : Math.abs(report.worst[0].errorPct);
}

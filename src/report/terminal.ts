import { PROVENANCE, STEP_PARTS } from "../engine/latency-model.ts";
import { replicaLoads } from "../metrics/fleet.ts";
import { prefixCacheHits } from "../metrics/prefix-cache.ts";
import type { Paint } from "./colour.ts";
import { formatCount } from "./format.ts";
import { glanceLines } from "./glance.ts";
import { STEP_PART_NAMES } from "./part-names.ts";
import { centred, figureLine, integerLine, line, RULE, resultBlock } from "./result-block.ts";
import type { RunReport } from "./run-report.ts";
import { saturationSentence } from "./saturation-text.ts";

/**
 * vLLM's result block, then the simulator's own lines, curves where there is room for them, and warnings. Ends with a
 * newline.
 * @param width columns of the terminal; 0 where it is none
 */
export function terminalReport(report: RunReport, paint: Paint, width = 0): string {
  const { summary, requestRate, maxConcurrency } = report;
  const block = resultBlock(summary, {
    requestRate,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  });
  const lines = [...block, ...simulatorLines(report), RULE].map((text) =>
    /^[=-]/.test(text) ? paint("bold", text) : text,
  );
  const curves = glanceLines(report, width);
  if (curves.length > 0) lines.push("", ...curves, "");
  return `${[...lines, ...warningLines(report, paint)].join("\n")}\n`;
}

function simulatorLines(report: RunReport): string[] {
  const { summary, result, kvBlocks } = report;
  const { busyNs, partNs, provenanceNs } = result;
  const share = (label: string, ns: number): string[] =>
    ns === 0 ? [] : [figureLine(label, (ns / busyNs) * 100)];
  return [
    centred("Simulator", "-"),
    integerLine("Engine steps:", result.steps),
    integerLine("Preemptions:", result.totalPreemptions),
    line("KV blocks, most used of all:", `${result.peakKvBlocks} of ${kvBlocks}`),
    ...prefixCacheLines(report),
    ...fleetLines(report),
    ...(summary.warmup === 0 ? [] : [integerLine("Warm-up requests left out:", summary.warmup)]),
    ...STEP_PARTS.flatMap((part) => share(`Step time in ${STEP_PART_NAMES[part]} (%):`, partNs[part])),
    ...PROVENANCE.flatMap((origin) => share(`Step time priced as ${origin} (%):`, provenanceNs[origin])),
  ];
}

/** Nothing where no prompt shares anything with another. */
function prefixCacheLines(report: RunReport): string[] {
  const { hitRatio, vllmCounter } = prefixCacheHits(report);
  if (report.requests.promptBlocks === undefined) return [];
  return [
    figureLine("Prefix cache hits (%):", hitRatio * 100),
    figureLine("Prefix cache hits, vLLM's counter (%):", vllmCounter.hitRatio * 100),
  ];
}

function fleetLines({ result, kvBlocks }: RunReport): string[] {
  const loads = replicaLoads(result);
  if (loads.length < 2) return [];
  const range = (values: readonly number[]) => `${Math.min(...values)} to ${Math.max(...values)}`;
  const busy = loads.map(({ busyShare }) => Number((busyShare * 100).toFixed(1)));
  return [
    integerLine("Replicas:", loads.length),
    integerLine("KV blocks of the fleet:", kvBlocks * loads.length),
    line("Requests of a replica:", range(loads.map(({ requests }) => requests))),
    line("Busy time of a replica (%):", range(busy)),
  ];
}

function warningLines({ summary, saturation, dropped }: RunReport, paint: Paint): string[] {
  const warnings: string[] = [];
  const sentence = summary.requests > 1 ? saturationSentence(saturation) : undefined;
  if (sentence !== undefined)
    warnings.push(paint(saturation.verdict === "overloaded" ? "red" : "yellow", sentence));
  for (const { reason, count } of summary.rejectReasons) {
    warnings.push(paint("yellow", `Rejected: ${formatCount(count)} (${reason})`));
  }
  for (const { reason, count } of dropped) {
    warnings.push(paint("yellow", `Left out of the workload: ${formatCount(count)} (${reason})`));
  }
  return warnings;
}

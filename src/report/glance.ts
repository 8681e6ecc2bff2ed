import { latencyColumns } from "../metrics/latencies.ts";
import { formatCount, formatFigure, formatShare } from "./format.ts";
import { histogram } from "./histogram.ts";
import type { RunReport } from "./run-report.ts";
import { sparkline } from "./sparkline.ts";
import { usableBlocks } from "./usable-blocks.ts";

/** Columns beside a line's curve: its name before, its limits after. */
const MARGIN = 40;
const WIDEST = 60;
/** Requests below which a distribution is no more than a few bars. */
const FEWEST = 20;

/**
 * Histograms of the latencies up to p99, and the course of the run, as lines of block characters. Empty where the terminal
 * is narrower than 80 columns or the run too short.
 */
export function glanceLines(report: RunReport, width: number): string[] {
  if (width < 80 || report.summary.completed < FEWEST) return [];
  const room = Math.min(WIDEST, width - MARGIN);
  return [...latencyLines(report, room), "", ...courseLines(report, room)];
}

function latencyLines({ result, summary }: RunReport, room: number): string[] {
  const { ttftNs, tpotNs, e2elNs } = latencyColumns(result, summary.warmup);
  const { itl } = result;
  const samples = [
    { name: "TTFT", metric: summary.ttft, valuesNs: ttftNs },
    { name: "TPOT", metric: summary.tpot, valuesNs: tpotNs },
    { name: "ITL", metric: summary.itl, valuesNs: itl.durationNs, weights: itl.weight },
    { name: "E2EL", metric: summary.e2el, valuesNs: e2elNs },
  ];
  return samples
    .filter(({ metric }) => metric.count > 0)
    .map(({ name, metric, valuesNs, weights }) => {
      const limits = { from: metric.minMs * 1e6, to: metric.p99Ms * 1e6, bins: room };
      const bars = sparkline(histogram(valuesNs, weights, limits), room);
      const from = formatFigure(metric.minMs).padStart(8);
      return `${name.padEnd(8)}${from} ${bars} ${formatFigure(metric.p99Ms)} ms (p99)`;
    });
}

function courseLines({ result, kvBlocks }: RunReport, room: number): string[] {
  const { running, waiting, kvBlocks: used } = result.samples;
  const usable = usableBlocks({ result, kvBlocks });
  const line = (name: string, values: Float64Array, say: (most: number) => string): string => {
    const most = values.reduce((high, value) => Math.max(high, value), 0);
    return `${name.padEnd(16)} ${sparkline(values, room).padEnd(room)} ${say(most)} at most`;
  };
  return [
    line("running", running, formatCount),
    line("waiting", waiting, formatCount),
    line("KV cache", used, (blocks) => formatShare(blocks / usable)),
    line("output tokens/s", result.outputTokensPerSecond, formatCount),
  ];
}

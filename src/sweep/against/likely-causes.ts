import { STEP_PARTS } from "../../engine/latency-model.ts";
import type { SimulationResult } from "../../engine/result.ts";
import type { Accuracy, FigureError } from "../../metrics/accuracy.ts";
import { isCompleted, tpotNs } from "../../metrics/latencies.ts";
import type { Truth, TruthRequests } from "../../metrics/truth/truth.ts";
import { formatFigure, formatShare, formatSignedPercent } from "../../report/format.ts";
import type { Breakdown } from "../breakdown.ts";
import { leastSquares } from "./least-squares.ts";

/** Errors within this are not explained. */
const GOOD_PERCENT = 5;
/** Requests that a fit over single requests needs. */
const FEWEST_ROWS = 20;

/** What the errors point at, in sentences, from their size over prompt lengths, over time and over percentiles. */
export function likelyCauses(
  truth: Truth,
  result: SimulationResult,
  { figures }: Accuracy,
  breakdown: Breakdown,
): string[] {
  const errorOf = (metric: string, statistic?: string) =>
    figures.find((figure) => figure.metric === metric && figure.statistic === statistic);
  const rows = truth.requests?.count === result.count ? truth.requests : undefined;
  const ttft = errorOf("ttft", "mean");
  const tpot = errorOf("tpot", "mean") ?? errorOf("itl", "mean") ?? errorOf("tokenTpot", "mean");
  const sentences: string[] = [];
  if (isOff(tpot))
    sentences.push(...tpotCauses(tpot, errorOf("itl", "p50"), errorOf("itl", "p99"), rows, result));
  if (isOff(ttft)) {
    sentences.push(
      ...ttftCauses(ttft, errorOf("ttft", "p50"), errorOf("ttft", "p99"), rows, result, breakdown),
    );
  }
  const e2el = errorOf("e2el", "mean");
  if (isOff(e2el) && ttft === undefined && tpot === undefined) {
    sentences.push(
      `E2EL is ${signedText(e2el)}; without TTFT and TPOT the file does not say in which phase.`,
    );
  }
  const throughput = errorOf("request_throughput");
  if (isOff(throughput) && ![ttft, tpot, e2el].some(isOff)) {
    sentences.push(
      `Throughput is ${signedText(throughput)} while latencies agree: the measured client, not the server, may have set the pace.`,
    );
  }
  if (sentences.length === 0) sentences.push(`No mean is off by more than ${GOOD_PERCENT} %.`);
  return sentences;
}

function isOff(figure: FigureError | undefined): figure is FigureError {
  return figure !== undefined && Math.abs(figure.errorPercent) > GOOD_PERCENT;
}

function tpotCauses(
  mean: FigureError,
  median: FigureError | undefined,
  tail: FigureError | undefined,
  rows: TruthRequests | undefined,
  result: SimulationResult,
): string[] {
  const parts = STEP_PARTS.map((part) => ({ part, share: result.partNs[part] / result.busyNs }))
    .filter(({ share }) => share >= 0.01)
    .sort((a, b) => b.share - a.share)
    .map(({ part, share }) => `${part} ${formatShare(share)}`);
  const sentences = [
    `TPOT is ${signedText(mean)}: steps are priced too ${mean.errorPercent > 0 ? "slow" : "fast"}. ` +
      `Of a simulated step: ${parts.join(", ")}.`,
  ];
  if (median !== undefined && tail !== undefined && !isOff(median) && isOff(tail)) {
    sentences.push(
      "The median gap between tokens agrees and the longest do not: prompts are cut into other chunks, or their prefill is priced wrong (--max-num-batched-tokens).",
    );
  }
  const fit = rows && fitErrors(rows, result, tpotError);
  if (fit !== undefined && Math.abs(fit.perThousandTokens) > Math.abs(fit.constantMs) / 2) {
    sentences.push(
      `The error grows by ${formatFigure(fit.perThousandTokens)} ms per 1000 prompt tokens: attention over the KV cache, more than weights or host time.`,
    );
  }
  return sentences;
}

function ttftCauses(
  mean: FigureError,
  median: FigureError | undefined,
  tail: FigureError | undefined,
  rows: TruthRequests | undefined,
  result: SimulationResult,
  { waterfallMs: { ttft: parts } }: Breakdown,
): string[] {
  const sentences = [`TTFT is ${signedText(mean)}.`];
  const fit = rows && fitErrors(rows, result, ttftError);
  if (fit !== undefined) {
    const { constantMs, perThousandTokens, perMinute, meanTokens, minutes } = fit;
    const terms = [
      {
        ms: constantMs,
        text: `${formatFigure(constantMs)} ms for every request: API server, tokeniser, network or host time of the first step (admission is taken as ${formatFigure(parts.admission)} ms on average)`,
      },
      {
        ms: (perThousandTokens * meanTokens) / 1000,
        text: `${formatFigure(perThousandTokens)} ms per 1000 prompt tokens: the price of prefill, or prompts that the real cache held`,
      },
      {
        ms: (perMinute * minutes) / 2,
        text:
          perMinute > 0
            ? `${formatFigure(perMinute)} ms more with each minute: the simulated queue grows faster, so the simulated server is nearer to its capacity`
            : `${formatFigure(-perMinute)} ms less with each minute: the real queue grows faster, so the real server is nearer to its capacity`,
      },
    ];
    const largest = terms.toSorted((a, b) => Math.abs(b.ms) - Math.abs(a.ms))[0]!;
    sentences.push(`Most of it is ${largest.text}.`);
  } else if (rows !== undefined && rows.count < FEWEST_ROWS) {
    sentences.push(`${rows.count} requests are too few to tell a constant from a price per token.`);
  } else if (median !== undefined && tail !== undefined && !isOff(median) && isOff(tail)) {
    sentences.push(
      "The median agrees and the tail does not: queueing, so capacity, batch limits or KV memory.",
    );
  }
  const waitingMs = parts.slot + parts.blocks;
  if (waitingMs > Math.abs(mean.simulated) / 2) {
    sentences.push(
      `In the simulation ${formatFigure(waitingMs)} of ${formatFigure(mean.simulated)} ms are waiting: near saturation small errors of a step grow to large ones of the queue.`,
    );
  }
  return sentences;
}

interface Fit {
  readonly constantMs: number;
  readonly perThousandTokens: number;
  readonly perMinute: number;
  readonly meanTokens: number;
  readonly minutes: number;
}

type ErrorOf = (real: TruthRequests, result: SimulationResult, row: number) => number;

const ttftError: ErrorOf = (real, result, row) =>
  (result.firstTokenNs[row]! - result.arrivalNs[row]!) / 1e6 - real.ttftMs[row]!;
const tpotError: ErrorOf = (real, result, row) => tpotNs(result, row) / 1e6 - real.tpotMs[row]!;

/** Simulated minus real as a + b * prompt tokens + c * time, over the requests that both have. */
function fitErrors(real: TruthRequests, result: SimulationResult, errorOf: ErrorOf): Fit | undefined {
  const rows = Array.from({ length: result.count }, (_, row) => row).filter(
    (row) => isCompleted(result, row) && Number.isFinite(errorOf(real, result, row)),
  );
  if (rows.length < FEWEST_ROWS) return undefined;
  const column = (value: (row: number) => number) => Float64Array.from(rows, value);
  const tokens = column((row) => real.promptTokens[row]! / 1000);
  const minutes = column((row) => (result.arrivalNs[row]! - result.arrivalNs[rows[0]!]!) / 60e9);
  const varies = (values: Float64Array) => values.some((value) => value !== values[0]);
  const columns = [column(() => 1), ...[tokens, minutes].filter(varies)];
  const found = leastSquares(
    columns,
    column((row) => errorOf(real, result, row)),
  );
  if (found === undefined) return undefined;
  const [constantMs = 0, ...slopes] = found;
  const perThousandTokens = varies(tokens) ? slopes.shift()! : 0;
  const perMinute = varies(minutes) ? slopes.shift()! : 0;
  const meanTokens = (1000 * tokens.reduce((sum, value) => sum + value, 0)) / rows.length;
  return { constantMs, perThousandTokens, perMinute, meanTokens, minutes: minutes.at(-1)! };
}

function signedText({ errorPercent }: FigureError): string {
  return `${formatSignedPercent(errorPercent)} %`;
}

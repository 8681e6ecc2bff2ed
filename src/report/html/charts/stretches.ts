import type { LoggedStep, StepLog } from "../../step-log.ts";

/** Consecutive steps of one replica. */
export interface Stretch {
  readonly name: string;
  readonly steps: readonly LoggedStep[];
}

/** A stretch of typical steps has so many. */
const TYPICAL = 32;
const MOST = 48;
/** The longest step takes at most this share of a stretch. */
const LONGEST_SHARE = 0.3;

/**
 * Up to three stretches of about the same duration: at the middle of the run, where most requests ran, and where most
 * waited if any did.
 */
export function stretches(log: StepLog): Stretch[] {
  const pieces = log.runs().flatMap(({ from, to }) => piecesOf(log, from, to));
  if (pieces.length === 0) return [];
  const most = (of: (step: LoggedStep) => number): Piece =>
    pieces.reduce((best, piece) => (of(piece.first) > of(best.first) ? piece : best));
  const midway = pieces[pieces.length >> 1]!;
  const busiest = most(({ running }) => running);
  const queued = most(({ waiting }) => waiting);
  const chosen = [
    { name: "midway", piece: midway },
    ...(busiest.first.running > midway.first.running ? [{ name: "most running", piece: busiest }] : []),
    ...(queued === midway || queued === busiest || queued.first.waiting === 0
      ? []
      : [{ name: "longest queue", piece: queued }]),
  ];
  const durations = chosen.map(
    ({ piece }) => piece.steps[Math.min(TYPICAL, piece.steps.length) - 1]!.endNs - piece.first.startNs,
  );
  const longest = chosen
    .flatMap(({ piece }) => piece.steps.slice(0, TYPICAL))
    .reduce((ns, step) => Math.max(ns, step.endNs - step.startNs), 0);
  const length = Math.max(Math.min(...durations), longest / LONGEST_SHARE);
  return chosen.map(({ name, piece }) => ({
    name,
    steps: piece.steps.filter(({ startNs }) => startNs - piece.first.startNs < length),
  }));
}

interface Piece {
  readonly first: LoggedStep;
  /** From `first` on, more than will be shown. */
  readonly steps: readonly LoggedStep[];
}

/** Places in a run of kept steps where a stretch can begin: every `TYPICAL` steps, and not so late that few would follow. */
function piecesOf(log: StepLog, from: number, to: number): Piece[] {
  const { replica } = log.get(from);
  const own: LoggedStep[] = [];
  for (let i = from; i < to; i++) {
    const step = log.get(i);
    if (step.replica === replica) own.push(step);
  }
  const last = Math.max(0, own.length - TYPICAL);
  return Array.from({ length: Math.floor(last / TYPICAL) + 1 }, (_, i) => {
    const steps = own.slice(i * TYPICAL, i * TYPICAL + MOST);
    return { first: steps[0]!, steps };
  });
}

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
  ].map(({ name, piece }) => ({ name, steps: piece.places.map((place) => log.get(place)) }));
  const since = (steps: readonly LoggedStep[], { startNs }: LoggedStep): number =>
    startNs - steps[0]!.startNs;
  const typical = chosen.map(({ steps }) => steps.slice(0, TYPICAL));
  const durations = typical.map((steps) => steps.at(-1)!.endNs - steps[0]!.startNs);
  const longest = typical.flat().reduce((ns, step) => Math.max(ns, step.endNs - step.startNs), 0);
  const length = Math.max(Math.min(...durations), longest / LONGEST_SHARE);
  return chosen.map(({ name, steps }) => ({
    name,
    steps: steps.filter((step) => since(steps, step) < length),
  }));
}

interface Piece {
  readonly first: LoggedStep;
  /** Places in the log from `first` on, more than will be shown. */
  readonly places: readonly number[];
}

/** Places in a run of kept steps where a stretch can begin: every `TYPICAL` steps, and not so late that few would follow. */
function piecesOf(log: StepLog, from: number, to: number): Piece[] {
  const replica = log.replicaOf(from);
  const own: number[] = [];
  for (let i = from; i < to; i++) if (log.replicaOf(i) === replica) own.push(i);
  const last = Math.max(0, own.length - TYPICAL);
  return Array.from({ length: Math.floor(last / TYPICAL) + 1 }, (_, i) => {
    const places = own.slice(i * TYPICAL, i * TYPICAL + MOST);
    return { first: log.get(places[0]!), places };
  });
}

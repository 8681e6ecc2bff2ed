import { UserError } from "../../errors.ts";
import { formatShare } from "../../report/format.ts";
import { scaledSlots, type WhatIf } from "../what-if/what-if.ts";
import { type Evaluation, figureOf } from "./evaluation.ts";
import type { Evaluator } from "./evaluator.ts";

/** What keeps a server from doing more. */
export type Bottleneck =
  | "KV memory"
  | "batch cap"
  | "compute"
  | "bandwidth"
  /** Either, where the latency model does not tell them apart. */
  | "GPU kernels"
  | "all-reduce"
  | "host"
  | "unknown";

export interface BottleneckFinding {
  readonly bottleneck: Bottleneck;
  /** What says so. */
  readonly evidence: string;
}

/** Share of the time with requests waiting in which blocks, or slots, must be what they wait for. */
const HELD_UP = 0.5;
/** Requests that wait for the next step only are always there: below this share of the time nothing is queueing. */
const QUEUEING = 0.05;
/** Gains below this are chance. */
const WORTH_TELLING = 0.001;
/** What requests wait for must help at least this much as well as the best, or the wait is a sign of something else. */
const CONFIRMED = 0.5;
/** Each resource is made this much better in turn. */
const BETTER = 0.1;

const CHIP: readonly Probe[] = [
  ["bandwidth", { bandwidth: 1 + BETTER }],
  ["compute", { peak: 1 + BETTER }],
];
const KERNELS: Probe = ["GPU kernels", { kernels: 1 - BETTER }];
const SURROUNDINGS: readonly Probe[] = [
  ["all-reduce", { allReduce: 1 - BETTER }],
  ["host", { host: 1 - BETTER }],
  ["KV memory", { kvBlocks: 1 + BETTER }],
  ["batch cap", { maxNumSeqs: 1 + BETTER }],
];

type Probe = readonly [Bottleneck, WhatIf];

interface Gain {
  readonly name: Bottleneck;
  /** By which share the figure falls. */
  readonly gain: number;
  /** By which it falls for a tenth: a few slots cannot be made a tenth more. */
  readonly perTenth: number;
}

/**
 * Names what limits a server at its capacity: each resource is made a tenth better in turn, and the one that shortens the latency that
 * gives way first by most is it. Where requests queue for blocks or for a slot, and more of those would help, it is that: a faster
 * machine would help as well, by keeping them shorter.
 * @param sustained the highest load that holds
 * @param key the figure that gives way first
 */
export async function findBottleneck(
  evaluator: Evaluator,
  sustained: Evaluation,
  key: string,
): Promise<BottleneckFinding> {
  const gains = await gainsOf(evaluator, sustained, key);
  const told = gains.filter(({ gain }) => gain >= WORTH_TELLING).sort((a, b) => b.perTenth - a.perTenth);
  const [best] = told;
  if (best === undefined) return { bottleneck: "unknown", evidence: "nothing that is a tenth better helps" };
  const list = told.map(({ name, gain }) => `${name} ${formatShare(gain)}`).join(", ");
  const evidence = `${key} falls with a tenth better ${list}`;
  // A gap between tokens does not queue.
  const held = /_(tpot|itl)_ms$/.test(key) ? undefined : heldUpBy(sustained);
  const confirmed = told.find(({ name }) => name === held?.bottleneck);
  if (held === undefined || (confirmed?.perTenth ?? 0) < CONFIRMED * best.perTenth) {
    return { bottleneck: best.name, evidence };
  }
  return { bottleneck: held.bottleneck, evidence: `${held.evidence}; ${evidence}` };
}

function heldUpBy({ breakdown }: Evaluation): BottleneckFinding | undefined {
  const { queueingShare, kvFullShare, slotsFullShare } = breakdown;
  if (queueingShare < QUEUEING) return undefined;
  const [blocks, slots] = [kvFullShare / queueingShare, slotsFullShare / queueingShare];
  if (Math.max(blocks, slots) < HELD_UP) return undefined;
  return blocks > slots
    ? { bottleneck: "KV memory", evidence: `${formatShare(blocks)} of the queueing is for KV blocks` }
    : { bottleneck: "batch cap", evidence: `${formatShare(slots)} of the queueing is for --max-num-seqs` };
}

async function gainsOf(evaluator: Evaluator, sustained: Evaluation, key: string): Promise<Gain[]> {
  const { maxNumSeqs } = evaluator.config.server.engine;
  const gainOf = async ([name, whatIf]: Probe): Promise<Gain> => {
    const gain = 1 - figureOf(await evaluator.with(whatIf, sustained), key) / figureOf(sustained, key);
    const made = name === "batch cap" ? scaledSlots(maxNumSeqs, 1 + BETTER) / maxNumSeqs - 1 : BETTER;
    return { name, gain, perTenth: (gain * BETTER) / made };
  };
  const chip = Promise.all(CHIP.map(gainOf)).catch(async (error: unknown) => {
    // A latency model that cannot tell what another chip would do says so.
    if (!(error instanceof UserError)) throw error;
    return [await gainOf(KERNELS)];
  });
  const others = SURROUNDINGS.filter(
    ([name]) => name !== "all-reduce" || sustained.latencyShare.allReduce! > 0,
  );
  return (await Promise.all([chip, ...others.map(gainOf)])).flat();
}

import { UserError } from "../../errors.ts";
import { formatShare } from "../../report/format.ts";
import type { WhatIf } from "../what-if/what-if.ts";
import type { Evaluation, Evaluator } from "./evaluate.ts";

/** What keeps a server from doing more. */
export type Bottleneck =
  | "KV memory"
  | "batch cap"
  | "compute"
  | "bandwidth"
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
/** Each resource is made this much better in turn. */
const BETTER = 0.1;

const PROBES: readonly (readonly [Bottleneck, WhatIf])[] = [
  ["bandwidth", { bandwidth: 1 + BETTER }],
  ["compute", { peak: 1 + BETTER }],
  ["all-reduce", { allReduce: 1 - BETTER }],
  ["host", { host: 1 - BETTER }],
  ["KV memory", { kvBlocks: 1 + BETTER }],
  ["batch cap", { maxNumSeqs: 1 + BETTER }],
];

/**
 * Names what limits a server at its capacity. Where requests queue for blocks or for a slot, that is it: a faster machine would help
 * as well, by keeping them shorter. Else each part is made a tenth better in turn, to see which shortens the latency that gives way
 * first by most.
 * @param sustained the highest load that holds
 * @param failed the lowest that does not
 * @param key the figure that gives way first
 */
export async function findBottleneck(
  evaluator: Evaluator,
  sustained: Evaluation,
  failed: Evaluation,
  key: string,
): Promise<BottleneckFinding> {
  const probed = await probe(evaluator, sustained, key);
  // A gap between tokens does not queue.
  const held = /_(tpot|itl)_ms$/.test(key) ? undefined : heldUpBy(failed);
  return held === undefined ? probed : { ...held, evidence: `${held.evidence}; ${probed.evidence}` };
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

async function probe(evaluator: Evaluator, sustained: Evaluation, key: string): Promise<BottleneckFinding> {
  const probes = PROBES.filter(([name]) => name !== "all-reduce" || sustained.latencyShare.allReduce! > 0);
  const gains = await Promise.all(
    probes.map(async ([name, whatIf]): Promise<readonly [Bottleneck, number]> => {
      const better = await evaluator.at(sustained.load, whatIf).catch(unknowable);
      return [
        name,
        better === undefined ? Number.NaN : 1 - better.figures[key]!.mean / sustained.figures[key]!.mean,
      ];
    }),
  );
  const ordered = gains.filter(([, gain]) => gain >= WORTH_TELLING).sort((a, b) => b[1] - a[1]);
  const list = ordered.map(([name, gain]) => `${name} ${formatShare(gain)}`).join(", ");
  const blind = gains.filter(([, gain]) => Number.isNaN(gain)).map(([name]) => name);
  const beside =
    blind.length === 0 ? "" : `; what ${blind.join(" and ")} would do this latency model does not say`;
  if (list === "")
    return { bottleneck: "unknown", evidence: `nothing that is a tenth better helps${beside}` };
  return { bottleneck: ordered[0]![0], evidence: `${key} falls with a tenth better ${list}${beside}` };
}

/** A latency model that cannot tell what a change would do says so. */
function unknowable(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

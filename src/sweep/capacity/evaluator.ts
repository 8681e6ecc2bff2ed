import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { runSeeds } from "../compare/run-seeds.ts";
import type { WorkerPool } from "../pool.ts";
import type { WhatIf } from "../what-if/what-if.ts";
import { type Evaluation, evaluationOf, figureOf } from "./evaluation.ts";
import { atLoad, chatsOf, isRequestRate, type LoadKind, requestCount, withRequests } from "./load.ts";

/**
 * Mean E2EL that requests arrive for before a run tells of a steady state: it starts empty, and what its first generation of
 * requests sees is better than what the later ones do.
 */
const ENOUGH_LIFETIMES = 20;
/** Waiting above this share of the mean E2EL is a queue. */
const QUEUEING_SHARE = 0.1;
/**
 * Requests that a run with a queue needs: one that grows by a share e of what arrives stands out from chance after (2.5 / e)^2 of
 * them (see metrics/saturation.ts), 3 % here.
 */
const ENOUGH_QUEUED = 8000;
/** A run is not made longer than this. */
const MOST_REQUESTS = 64_000;
/** Nor by more than this at a time: the first run may have been too short to say how long is long enough. */
const MOST_DOUBLINGS = 4;

/** Runs one server at any load, with the same seeds at each: every load is run once. */
export class Evaluator {
  readonly config: ScenarioConfig;
  readonly kind: LoadKind;
  private readonly pool: WorkerPool;
  private readonly seeds: number;
  private readonly known = new Map<number, Promise<Evaluation>>();
  private readonly onNote: (sentence: string) => void;

  constructor(
    pool: WorkerPool,
    config: ScenarioConfig,
    kind: LoadKind,
    seeds: number,
    onNote: (sentence: string) => void,
  ) {
    this.pool = pool;
    this.config = config;
    this.kind = kind;
    this.seeds = seeds;
    this.onNote = onNote;
  }

  at(load: number): Promise<Evaluation> {
    const known = this.known.get(load) ?? this.run(load);
    this.known.set(load, known);
    return known;
  }

  /** The same requests to a server that differs. */
  with(whatIf: WhatIf, { load, requests }: Evaluation): Promise<Evaluation> {
    return this.once(withRequests(atLoad(this.config, this.kind, load), requests), load, whatIf);
  }

  /** With all requests there at once: its throughput is about what the server can do. */
  saturated(): Promise<Evaluation> {
    return this.at(Number.POSITIVE_INFINITY);
  }

  /** Runs that have not settled are made longer, those of a trace excepted; a queue that grows must do so in a longer run too. */
  private async run(load: number): Promise<Evaluation> {
    let config = atLoad(this.config, this.kind, load);
    let before: Evaluation | undefined;
    for (;;) {
      const evaluation = await this.once(config, load);
      const count = requestCount(config);
      const doublings =
        count === undefined || load === Number.POSITIVE_INFINITY ? 0 : missing(evaluation, before);
      if (doublings === 0 || count! * 2 > MOST_REQUESTS) return evaluation;
      before = evaluation;
      config = withRequests(config, Math.min(MOST_REQUESTS, count! * 2 ** doublings));
    }
  }

  private async once(config: ScenarioConfig, load: number, whatIf?: WhatIf): Promise<Evaluation> {
    const scenario = { name: "", config, ...(whatIf === undefined ? {} : { whatIf }) };
    const [records] = await runSeeds(this.pool, [scenario], this.seeds, this.onNote);
    const isTrace = config.workload.kind === "trace";
    const offered = isRequestRate(config, this.kind) ? load : undefined;
    return evaluationOf(load, records!, isTrace, offered, chatsOf(config, load));
  }
}

/** How often the number of requests has to be doubled at least for a run to say something; 0 when it does. */
function missing(evaluation: Evaluation, before: Evaluation | undefined): number {
  const { state, lifetimes, breakdown, requests } = evaluation;
  if (state === "overloaded") return before?.state === "overloaded" ? 0 : 1;
  if (state === "unsteady") return 1;
  // Nothing was completed: no request is short enough for the server.
  if (Number.isNaN(lifetimes)) return 0;
  const { slot, blocks } = breakdown.waterfallMs.e2el;
  const queues = slot + blocks > QUEUEING_SHARE * figureOf(evaluation, "mean_e2el_ms");
  const short = Math.max(ENOUGH_LIFETIMES / lifetimes, queues ? ENOUGH_QUEUED / requests : 0);
  return short <= 1 ? 0 : Math.min(MOST_DOUBLINGS, Math.ceil(Math.log2(short)));
}

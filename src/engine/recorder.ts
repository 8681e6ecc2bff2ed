import { GapLog } from "./gap-log.ts";
import type { StepPrice } from "./latency-model.ts";
import { Sampler } from "./sampler.ts";
import { TokenRate } from "./token-rate.ts";

/** Places in `Recorder.sums`, all nanoseconds. */
export const SUM = {
  busy: 0,
  gemm: 1,
  attention: 2,
  allReduce: 3,
  head: 4,
  elementwise: 5,
  host: 6,
  measured: 7,
  interpolated: 8,
  extrapolated: 9,
  modelled: 10,
} as const;

/** What one replica's steps leave behind, as sums and bounded logs: O(1) a step. */
export class Recorder {
  readonly gaps = new GapLog();
  readonly samples = new Sampler();
  readonly tokenRate = new TokenRate();
  /** Start and end of the last step, and the end of the one before: fields rather than arguments, which V8 would box. */
  startNs = Number.NEGATIVE_INFINITY;
  endNs = Number.NEGATIVE_INFINITY;
  previousEndNs = Number.NEGATIVE_INFINITY;
  steps = 0;
  preemptions = 0;
  peakKvBlocks = 0;

  /** Step time, its parts, and its shares by provenance: see `SUM`. An array, because fields that outgrow 31 bits make V8 throw its code away. */
  readonly sums = new Float64Array(11);

  /** Prefix-cache counters as vLLM keeps them: tokens asked for and found, at every attempt to schedule a new request. */
  queriedTokens = 0;
  hitTokens = 0;
  /** The same for requests that come back after a preemption; vLLM counts them apart. */
  preemptedQueriedTokens = 0;
  preemptedHitTokens = 0;

  /** Records the step that begins at `startNs`, which the caller has set. */
  step(price: StepPrice, outputTokens: number): void {
    this.previousEndNs = this.endNs;
    this.endNs = this.startNs + price.totalNs;
    this.steps += 1;
    const { sums } = this;
    sums[SUM.busy]! += price.totalNs;
    sums[SUM.gemm]! += price.gemmNs;
    sums[SUM.attention]! += price.attentionNs;
    sums[SUM.allReduce]! += price.allReduceNs;
    sums[SUM.head]! += price.headNs;
    sums[SUM.elementwise]! += price.elementwiseNs;
    sums[SUM.host]! += price.hostNs;
    sums[SUM.measured]! += price.measuredNs;
    sums[SUM.interpolated]! += price.interpolatedNs;
    sums[SUM.extrapolated]! += price.extrapolatedNs;
    sums[SUM.modelled]! += price.modelledNs;
    this.tokenRate.add(this.endNs, outputTokens);
  }

  /** `requests` got a token in the last step and in the one before. */
  steadyGap(requests: number): void {
    this.gaps.push(this.endNs - this.previousEndNs, requests);
  }

  lookup(tokens: number, hitTokens: number, preempted: boolean): void {
    if (preempted) {
      this.preemptedQueriedTokens += tokens;
      this.preemptedHitTokens += hitTokens;
    } else {
      this.queriedTokens += tokens;
      this.hitTokens += hitTokens;
    }
  }
}

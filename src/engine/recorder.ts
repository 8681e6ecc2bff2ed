import { GapLog } from "./gap-log.ts";
import type { StepPrice } from "./latency-model.ts";
import { Sampler } from "./sampler.ts";
import { TokenRate } from "./token-rate.ts";

/** What one replica's steps leave behind, as sums and bounded logs: O(1) a step. */
export class Recorder {
  readonly gaps = new GapLog();
  readonly samples = new Sampler();
  readonly tokenRate = new TokenRate();
  steps = 0;
  preemptions = 0;
  peakKvBlocks = 0;

  busyNs = 0;
  gemmNs = 0;
  attentionNs = 0;
  allReduceNs = 0;
  headNs = 0;
  elementwiseNs = 0;
  hostNs = 0;
  measuredNs = 0;
  interpolatedNs = 0;
  extrapolatedNs = 0;
  modelledNs = 0;

  /** Prefix-cache counters as vLLM keeps them: tokens asked for and found, at every attempt to schedule a new request. */
  queriedTokens = 0;
  hitTokens = 0;
  /** The same for requests that come back after a preemption; vLLM counts them apart. */
  preemptedQueriedTokens = 0;
  preemptedHitTokens = 0;

  step(price: StepPrice, endNs: number, outputTokens: number): void {
    this.steps += 1;
    this.busyNs += price.totalNs;
    this.gemmNs += price.gemmNs;
    this.attentionNs += price.attentionNs;
    this.allReduceNs += price.allReduceNs;
    this.headNs += price.headNs;
    this.elementwiseNs += price.elementwiseNs;
    this.hostNs += price.hostNs;
    this.measuredNs += price.measuredNs;
    this.interpolatedNs += price.interpolatedNs;
    this.extrapolatedNs += price.extrapolatedNs;
    this.modelledNs += price.modelledNs;
    this.tokenRate.add(endNs, outputTokens);
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

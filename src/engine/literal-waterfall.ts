import type { StepPrice, StepShape } from "./latency-model.ts";
import type { StepSplit } from "./step-split.ts";
import { W, WATERFALL_PARTS, type WaterfallPart, type Waterfalls } from "./waterfall-parts.ts";

const PARTS = WATERFALL_PARTS.length;
/** Places of `StepSplit.decode` and `StepSplit.added`. */
const STEP_PARTS = ["interference", "gemm", "attention", "allReduce", "other", "host"] as const;

interface PastStep {
  readonly startNs: number;
  readonly endNs: number;
  /** Requests waited behind it for want of blocks. */
  readonly blocked: boolean;
}

/** Where the time of one replica's requests goes, booked step by step and request by request: the reference for `WaterfallLedger`. */
export class LiteralWaterfall {
  private readonly waterfalls: Waterfalls;
  private readonly split: StepSplit;
  private readonly steps: PastStep[] = [];

  constructor(waterfalls: Waterfalls, split: StepSplit) {
    this.waterfalls = waterfalls;
    this.split = split;
  }

  /** `ns` more of a part. */
  add(row: number, part: WaterfallPart, ns: number): void {
    this.waterfalls.e2elNs[row * PARTS + W[part]]! += ns;
  }

  /** A request waited from one time to another, the start of a step. */
  waited(row: number, fromNs: number, toNs: number): void {
    let blocks = 0;
    for (let i = this.steps.length - 1; i >= 0 && this.steps[i]!.endNs > fromNs; i--) {
      const { startNs, endNs, blocked } = this.steps[i]!;
      if (blocked) blocks += Math.min(endNs, toNs) - Math.max(startNs, fromNs);
    }
    this.add(row, "blocks", blocks);
    this.add(row, "slot", toNs - fromNs - blocks);
  }

  /** A step is on its way. */
  step(shape: StepShape, price: StepPrice, past: PastStep): void {
    this.steps.push(past);
    this.split.of(shape, price);
  }

  /** Its time for a decode. */
  decode(row: number): void {
    for (const [i, part] of STEP_PARTS.entries()) this.add(row, part, this.split.decode[i]!);
  }

  /** Its time for a chunk of `tokens` tokens, `lost` of which had been computed before. */
  chunk(row: number, shape: StepShape, tokens: number, lost: number): void {
    const ownNs = this.split.prefillShareNs(shape, tokens);
    const recomputeNs = Math.floor((ownNs * lost) / tokens);
    this.add(row, "recompute", recomputeNs);
    this.add(row, "prefillOwn", ownNs - recomputeNs);
    this.add(row, "interference", this.split.prefillNs - ownNs);
    for (const [i, part] of STEP_PARTS.entries()) this.add(row, part, this.split.added[i]!);
  }

  firstToken(row: number): void {
    const { ttftNs, e2elNs } = this.waterfalls;
    for (let part = 0; part < PARTS; part++) ttftNs[row * PARTS + part] = e2elNs[row * PARTS + part]!;
  }
}

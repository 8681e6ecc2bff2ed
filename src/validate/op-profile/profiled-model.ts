import type { LatencyModel, StepPrice, StepShape } from "../../engine/latency-model.ts";
import { bookPrice } from "../../roofline/step-price.ts";
import { type OpProfile, timesRun } from "./read-profile.ts";

interface ProfiledModelOptions {
  readonly profile: OpProfile;
  readonly layers: number;
  /** Folder of the profile, for messages. */
  readonly folder: string;
  /** Host time of a step and of each sequence in it, us. */
  readonly stepUs: number;
  readonly sequenceUs: number;
  /** Before the scheduler sees a request, us. */
  readonly admissionUs: number;
}

/** GEMMs among the operations of a profile; the rest is elementwise. */
const GEMMS = new Set(["qkv_proj", "o_proj", "gate_up_proj", "down_proj"]);

/** Prices steps from measured operations of one model on one GPU: one fused forward pass, as the mfu model. */
export class ProfiledModel implements LatencyModel {
  readonly name = "profile";
  private readonly options: ProfiledModelOptions;
  private readonly timesRun: ReadonlyMap<string, number>;
  private readonly denseCosts: ({ gemmUs: number; elementwiseUs: number } | undefined)[] = [];
  private readonly headCosts: (number | undefined)[] = [];

  constructor(options: ProfiledModelOptions) {
    this.options = options;
    this.timesRun = timesRun(options.profile, options.layers, options.folder);
  }

  price(step: StepShape, out: StepPrice): void {
    const { profile, layers, stepUs, sequenceUs } = this.options;
    const { gemmUs, elementwiseUs } = (this.denseCosts[step.batchTokens] ??= this.dense(step.batchTokens));
    const headUs = step.logits === 0 ? 0 : (this.headCosts[step.logits] ??= this.head(step.logits));
    const attentionUs = layers * this.attentionUs(step);
    const hostUs = stepUs + sequenceUs * (step.decodes + step.chunks);
    const totalNs = Math.round((gemmUs + attentionUs + headUs + elementwiseUs + hostUs) * 1000);
    bookPrice(out, totalNs, gemmUs, attentionUs, 0, headUs, elementwiseUs, hostUs);
    const inside = step.batchTokens <= profile.most.tokens && step.logits <= profile.most.sequences;
    const profiledNs = totalNs - out.hostNs;
    out.measuredNs = 0;
    out.interpolatedNs = inside ? profiledNs : 0;
    out.extrapolatedNs = inside ? 0 : profiledNs;
    out.modelledNs = out.hostNs;
  }

  admissionNs(): number {
    return Math.round(this.options.admissionUs * 1000);
  }

  /**
   * The profile holds one prompt's chunk beside decodes. What a further chunk adds is what it adds to the same decodes
   * alone.
   */
  private attentionUs({ decodes, decodeContext, chunks, chunkTokens, chunkContext }: StepShape): number {
    const { attention } = this.options.profile;
    // The new token attends to itself too.
    const kv = decodes === 0 ? 0 : decodeContext / decodes + 1;
    const decodeUs = decodes === 0 ? 0 : attention.at([0, 0, decodes, kv]);
    // A launch without decodes is the first chunk's own.
    const launchUs = decodes === 0 && chunks > 1 ? attention.at([1, 0, 0, 0]) : decodeUs;
    let us = decodeUs;
    for (let i = 0; i < chunks; i++) {
      const together = attention.at([chunkTokens[i]!, chunkContext[i]!, decodes, kv]);
      us += i === 0 ? together - decodeUs : Math.max(0, together - launchUs);
    }
    return us;
  }

  private dense(tokens: number): { gemmUs: number; elementwiseUs: number } {
    const cost = { gemmUs: 0, elementwiseUs: 0 };
    for (const [name, grid] of this.options.profile.dense) {
      cost[GEMMS.has(name) ? "gemmUs" : "elementwiseUs"] += this.timesRun.get(name)! * grid.at([tokens]);
    }
    return cost;
  }

  /** LM head and sampler. */
  private head(sequences: number): number {
    let us = 0;
    for (const grid of this.options.profile.perSequence.values()) us += grid.at([sequences]);
    return us;
  }
}

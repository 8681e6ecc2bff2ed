import type { ServerConfig } from "../../config/server-config.ts";
import {
  type LatencyModel,
  STEP_PARTS,
  type StepPart,
  StepPrice,
  type StepShape,
} from "../../engine/latency-model.ts";
import { UserError } from "../../errors.ts";
import { CompiledCosts } from "../../roofline/compile.ts";
import type { Device } from "../../roofline/hardware.ts";
import { coldCache, constantsFor } from "../../roofline/kernels/constants.ts";
import { MfuModel } from "../../roofline/mfu.ts";
import { DirectCosts } from "../../roofline/mfu-costs.ts";
import { shardModel } from "../../roofline/mfu-shard.ts";
import { NO_TABLES } from "../../roofline/tables/kernel-tables.ts";
import { latencyModelOf } from "../prepare.ts";
import type { WhatIf } from "./what-if.ts";

/**
 * The latency model of a server whose chip or links differ. Prices then count as modelled, whatever they were before.
 *
 * Tables hold no times of such a chip: what the analytic kernel models say of the one relative to the other scales each
 * part of a step as the tables price it.
 * @throws UserError when the latency model cannot tell what the change would do
 */
export function whatIfModel(server: ServerConfig, base: LatencyModel, whatIf: WhatIf): LatencyModel {
  const { bandwidth = 1, peak = 1, kernels = 1, allReduce = 1, host = 1 } = whatIf;
  const chip = bandwidth === 1 && peak === 1 ? base : otherChip(server, base, bandwidth, peak);
  return kernels === 1 && allReduce === 1 && host === 1
    ? chip
    : new ScaledParts(chip, (part) => (part === "allReduce" ? allReduce : part === "host" ? host : kernels));
}

function otherChip(server: ServerConfig, base: LatencyModel, bandwidth: number, peak: number): LatencyModel {
  const { gpu, latencyModel } = server;
  if (latencyModel === "calibrated") {
    const { BwPeakTBs, TFlopsPeak } = gpu.calibrated;
    const calibrated = { ...gpu.calibrated, BwPeakTBs: BwPeakTBs * bandwidth, TFlopsPeak: TFlopsPeak * peak };
    return latencyModelOf({ ...server, gpu: { ...gpu, calibrated } }, () => {});
  }
  const { device } = gpu;
  if (latencyModel === "infersim" || device === undefined) {
    throw new UserError({
      field: `--latency-model ${latencyModel}`,
      message: "has its own figures for each GPU, and does not say what another chip would do",
      remedy: "Use --latency-model mfu or calibrated",
    });
  }
  const other: Device = {
    ...device,
    memoryTBs: device.memoryTBs * bandwidth,
    bf16TFlops: device.bf16TFlops * peak,
    ...(device.fp8TFlops === undefined ? {} : { fp8TFlops: device.fp8TFlops * peak }),
  };
  return new OtherChip(base, analyticModel(server, device), analyticModel(server, other));
}

/** The mfu model with no table at all and no host time: kernels alone. */
function analyticModel({ gpu, model, tp, engine }: ServerConfig, device: Device): LatencyModel {
  const shard = shardModel(model, tp);
  const costs = new DirectCosts(shard, NO_TABLES, coldCache(constantsFor(gpu.name, device)));
  const compiled = new CompiledCosts(costs, engine.maxNumBatchedTokens, engine.maxNumSeqs);
  return new MfuModel(compiled, model.layers, NO_HOST);
}

const NO_HOST = { stepUs: 0, sequenceUs: 0, admissionUs: 0, admissionPerTokenUs: 0 };

/** Scales each part of `base` by what the chip's change does to it. */
class OtherChip implements LatencyModel {
  readonly name: string;
  private readonly base: LatencyModel;
  private readonly here: LatencyModel;
  private readonly there: LatencyModel;
  private readonly priceHere = new StepPrice();
  private readonly priceThere = new StepPrice();

  constructor(base: LatencyModel, here: LatencyModel, there: LatencyModel) {
    this.name = base.name;
    this.base = base;
    this.here = here;
    this.there = there;
  }

  price(step: StepShape, out: StepPrice): void {
    const { priceHere, priceThere } = this;
    this.base.price(step, out);
    this.here.price(step, priceHere);
    this.there.price(step, priceThere);
    for (const part of STEP_PARTS) {
      const before = priceHere[`${part}Ns`];
      if (before > 0) out[`${part}Ns`] = Math.round((out[`${part}Ns`] * priceThere[`${part}Ns`]) / before);
    }
    addUp(out);
  }

  admissionNs(promptTokens: number): number {
    return this.base.admissionNs(promptTokens);
  }
}

/** Parts of a step that take longer or shorter, each by its factor. */
class ScaledParts implements LatencyModel {
  readonly name: string;
  private readonly base: LatencyModel;
  private readonly factorOf: (part: StepPart) => number;

  constructor(base: LatencyModel, factorOf: (part: StepPart) => number) {
    this.name = base.name;
    this.base = base;
    this.factorOf = factorOf;
  }

  price(step: StepShape, out: StepPrice): void {
    this.base.price(step, out);
    for (const part of STEP_PARTS) out[`${part}Ns`] = Math.round(out[`${part}Ns`] * this.factorOf(part));
    addUp(out);
  }

  admissionNs(promptTokens: number): number {
    return this.base.admissionNs(promptTokens);
  }
}

/** The total from its parts; nobody measured any of it. */
function addUp(out: StepPrice): void {
  out.totalNs = 0;
  for (const part of STEP_PARTS) out.totalNs += out[`${part}Ns`];
  out.measuredNs = 0;
  out.interpolatedNs = 0;
  out.extrapolatedNs = 0;
  out.modelledNs = out.totalNs;
}

import type { FlagName } from "../../config/flags.ts";
import { listGpus } from "../../config/hardware.ts";
import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { flagValues } from "../../config/settings.ts";
import type { Item } from "../../config/values.ts";
import type { SimulationResult } from "../../engine/result.ts";
import { formatCount, formatFigure } from "../../report/format.ts";
import { scaledSlots, type WhatIf } from "../what-if/what-if.ts";

/** A setting that may have another value where it was measured. */
export interface SettingChange {
  readonly text: string;
  readonly settings: readonly (readonly [FlagName, Item])[];
}

/** A quantity of the server that may be larger or smaller there. */
export interface QuantityChange {
  readonly least: number;
  readonly most: number;
  readonly at: (factor: number) => WhatIf;
  readonly text: (factor: number) => string;
}

const TPS = [1, 2, 4, 8];
const TOKEN_BUDGETS = [512, 1024, 2048, 4096, 8192, 16_384];

/** Share of the KV blocks in use at which the cache is full: a request that does not fit leaves some free. */
const ALL = 0.9;
/** How many times more of a limit is tried. */
const MORE = 32;

/** Other values of what people get wrong when they describe a server. */
export function settingChanges({ settings, server }: ScenarioConfig): SettingChange[] {
  const values = flagValues(settings);
  const { maxNumBatchedTokens, maxNumSeqs } = server.engine;
  const change = (name: FlagName, item: Item): SettingChange => ({
    text: `--${name} ${item}`,
    settings: [[name, item]],
  });
  // A server whose budget is below its places has fewer places by itself.
  const budget = (tokens: number): SettingChange => {
    const own = change("max-num-batched-tokens", tokens);
    return tokens >= maxNumSeqs ? own : { ...own, settings: [...own.settings, ["max-num-seqs", tokens]] };
  };
  return [
    ...TPS.filter((tp) => tp !== server.tp).map((tp) => change("tp", tp)),
    ...listGpus(values["hardware-config"])
      .filter((gpu) => gpu !== server.gpu.name)
      .map((gpu) => change("gpu", gpu)),
    ...(values.quantization === "fp8" ? [] : [change("quantization", "fp8")]),
    ...TOKEN_BUDGETS.filter((tokens) => tokens !== maxNumBatchedTokens).map(budget),
  ];
}

/**
 * Hardware, host time and limits. A limit begins where it would have been felt: at the most that the simulation used; where that was
 * all there is, it may be too low as well.
 */
export function quantityChanges(
  { server }: ScenarioConfig,
  { samples, peakKvBlocks }: SimulationResult,
  kvBlocks: number,
): QuantityChange[] {
  const { maxNumSeqs, blockSize } = server.engine;
  const times = (what: string) => (factor: number) => `${what} x ${formatFigure(factor, 2)}`;
  const wide = { least: 0.25, most: 4 };
  const peakRunning = samples.running.reduce((peak, now) => Math.max(peak, now), 1);
  return [
    { ...wide, at: (factor) => ({ bandwidth: factor }), text: times("memory bandwidth") },
    { ...wide, at: (factor) => ({ peak: factor }), text: times("tensor-core peak") },
    { least: 0.25, most: 16, at: (factor) => ({ host: factor }), text: times("host time of a step") },
    ...(server.tp > 1
      ? [{ ...wide, at: (factor: number) => ({ allReduce: factor }), text: times("all-reduce time") }]
      : []),
    {
      ...{ least: 1 / peakRunning, most: peakRunning >= maxNumSeqs ? MORE : 1 },
      at: (factor) => ({ maxNumSeqs: (factor * peakRunning) / maxNumSeqs }),
      text: (factor) => `--max-num-seqs ${scaledSlots(maxNumSeqs, (factor * peakRunning) / maxNumSeqs)}`,
    },
    {
      ...{ least: 0.02, most: peakKvBlocks > ALL * (kvBlocks - 1) ? MORE : 1 },
      at: (factor) => ({ kvBlocks: (factor * peakKvBlocks) / (kvBlocks - 1) }),
      text: (factor) => `a KV cache of ${formatCount(Math.round(factor * peakKvBlocks) * blockSize)} tokens`,
    },
  ];
}

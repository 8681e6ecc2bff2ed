import { scenarioConfig } from "../config/scenario-config.ts";
import { UserError } from "../errors.ts";
import { crossings, type MapServer, mapPoints, ratioAt } from "../map/ratio-grid.ts";
import { benchCommand, candidatesText, crossingsText, heatMaps } from "../map/text.ts";
import { worthMeasuring } from "../map/worth-measuring.ts";
import { hasColour } from "../report/colour.ts";
import { csvText } from "../report/csv.ts";
import { constantsFor } from "../roofline/kernels/constants.ts";
import { createLatencyModel } from "../roofline/registry.ts";
import { latencyModelOptions, memoryPlanOf } from "../sweep/prepare-with.ts";
import { paddingOf } from "../validate/steps/validate-steps.ts";
import { type Invocation, isOn } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { settingsOf } from "./settings-of.ts";
import { widthOf } from "./terminal.ts";

const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const LENGTHS = [128, 512, 1024, 2048, 4096, 8192, 16384];
const PROMPTS = [128, 512, 2048, 8192];
/** Kernels to name. */
const CANDIDATES = 20;

/** Where the calibrated roofline and the MFU model differ, and what to measure to know better. */
export async function run(invocation: Invocation): Promise<undefined> {
  const settings = await settingsOf(invocation);
  const ranks = (settings.get("tp")?.items ?? [1]).map(Number);
  const points = mapPoints({
    tp: ranks,
    prompt: flagValue(invocation, "prompts") ?? PROMPTS,
    batch: flagValue(invocation, "batches") ?? BATCHES,
    kv: flagValue(invocation, "kv-lens") ?? LENGTHS,
  });
  const servers = new Map<number, MapServer & { readonly kvTokens: number }>();
  for (const tp of ranks) {
    const own = new Map(settings).set("tp", { items: [tp], origin: { layer: "flag" } });
    own.set("latency-model", { items: ["mfu"], origin: { layer: "default" } });
    const { server } = scenarioConfig({ settings: own, labels: {} });
    const options = latencyModelOptions(server);
    const onNote = isOn(invocation, "quiet") ? () => {} : note;
    servers.set(tp, {
      v1: createLatencyModel("calibrated", options),
      v2: createLatencyModel("mfu", { ...options, onNote }),
      pad: paddingOf(server),
      kvTokens: memoryPlanOf(server).kvTokens,
    });
  }
  const ratios = points.map((point) => ratioAt(point, servers.get(point.tp)!));
  const found = crossings(ratios);
  const { gpu, model } = scenarioConfig({
    settings: new Map(settings).set("tp", { items: [ranks[0]!], origin: { layer: "flag" } }),
    labels: {},
  }).server;
  if (gpu.device === undefined)
    throw new UserError({ field: gpu.name, message: "has no device section in the hardware config" });
  const fitting = points.filter(
    ({ tp, prompt, batch, kv }) => prompt + batch * kv <= servers.get(tp)!.kvTokens,
  );
  if (!isOn(invocation, "quiet") && fitting.length < points.length) {
    note(
      `${points.length - fitting.length} of ${points.length} steps do not fit in the KV cache: on the map, not among what to measure`,
    );
  }
  const candidates = worthMeasuring(model, fitting, constantsFor(gpu.name, gpu.device), CANDIDATES);
  const bench = benchCommand(candidates, gpu.name);
  const format = formatOf(invocation);
  if (format === "json")
    printJson({
      model: model.name,
      gpu: gpu.name,
      points: ratios,
      crossings: found,
      measure: candidates,
      bench,
    });
  else if (format === "csv") {
    const rows = ratios.map(({ tp, prompt, batch, kv, v1Us, v2Us, ratio }) => [
      tp,
      prompt,
      batch,
      kv,
      v1Us,
      v2Us,
      ratio,
    ]);
    print(csvText(["tp", "prompt", "batch", "kv", "v1_us", "v2_us", "ratio"], rows));
  } else {
    const colour = hasColour(process.stdout);
    const width = widthOf();
    print(
      `${model.name} on ${gpu.name}: step time of calibrated (v1) over mfu (v2)\n\n${heatMaps(ratios, colour)}\n${crossingsText(found)}\n${candidatesText(candidates, width)}\n${bench}`,
    );
  }
  return undefined;
}

import { dirname } from "node:path";
import type { ServerConfig } from "../../config/resolve-server.ts";
import type { LatencyModel } from "../../engine/latency-model.ts";
import type { RequestTable } from "../../engine/request-table.ts";
import { simulate } from "../../engine/simulation.ts";
import { UserError } from "../../errors.ts";
import { tpotNs } from "../../metrics/latencies.ts";
import { hostConstants } from "../../roofline/mfu-host.ts";
import { prepareServer } from "../../sweep/prepare.ts";
import type { CsvFile } from "../csv-file.ts";
import { ProfiledModel } from "../op-profile/profiled-model.ts";
import { hasProfile, readProfile } from "../op-profile/read-profile.ts";
import type { Comparison, Outcome, Skipped } from "../outcome.ts";
import { scenarioOf } from "../run-flags.ts";
import { provenanceOf } from "./provenance-of.ts";
import { type RunMeta, readRunMeta } from "./run-meta.ts";
import { type ServingOptions, servingGpu, sourceFlags } from "./serving-options.ts";

export const OPEN_LOOP_COLUMNS = ["input_toks", "output_toks", "arrival_s", "ttft_ms", "tpot_ms", "e2e_ms"];

const METRICS = ["ttft", "tpot", "e2e"] as const;

/**
 * Single requests with their arrivals, as LLMServingSim's runs record them: a folder with requests.csv, meta.json of
 * the server, and, where the GPU's kernels were timed, the operation profile. With a profile beside it, steps are
 * priced from that; without, from the tables of `--gpu`.
 */
export async function validateOpenLoop(
  table: CsvFile,
  options: ServingOptions & { readonly model?: string },
): Promise<Outcome> {
  const folder = dirname(table.file);
  const meta = readRunMeta(folder) ?? {};
  const { server, model, kvBlocks, notes } = serverOf(table, folder, meta, options);
  const { requests, order } = requestsOf(table);
  const config = { ...server.engine, kvBlocks };
  const result = simulate({ requests, config, latencyModel: model });

  const comparisons: Comparison[] = [];
  const skipped: Skipped[] = [];
  const absent = new Map<string, number>();
  const predictions: Outcome["predictions"][number][] = table.rows.map(() => undefined);
  const provenance = provenanceOf(result);
  for (const [request, index] of order.entries()) {
    const row = table.rows[index]!;
    const ms = (ns: number) => (ns - result.arrivalNs[request]!) / 1e6;
    const predicted = {
      ttft: ms(result.firstTokenNs[request]!),
      tpot: tpotNs(result, request) / 1e6,
      e2e: ms(result.lastTokenNs[request]!),
    };
    if (!Number.isFinite(predicted.e2e)) {
      skipped.push({ row: index, reason: "rejected by the simulated server" });
      continue;
    }
    for (const metric of METRICS) {
      const measured = row.number(`${metric}_ms`, { min: 0 });
      if (measured === 0 || Number.isNaN(predicted[metric])) {
        absent.set(metric, (absent.get(metric) ?? 0) + 1);
        continue;
      }
      comparisons.push({
        row: index,
        metric,
        measured,
        predicted: predicted[metric],
        groups: {},
        label: `request ${row.text("request_id") || index} prompt ${row.text("input_toks")}`,
      });
    }
    predictions[index] = {
      ttft_ms: predicted.ttft,
      ...(Number.isNaN(predicted.tpot) ? {} : { tpot_ms: predicted.tpot }),
      e2e_ms: predicted.e2e,
      provenance,
    };
  }
  return {
    kind: "serving",
    op: "open loop",
    table,
    unit: "ms",
    primary: "tpot",
    comparisons,
    skipped,
    predictions,
    means: METRICS.map((metric) => meanOf(metric, comparisons)),
    notes: [
      ...notes,
      ...[...absent].map(([metric, count]) => `${metric} of ${count} requests is not there to compare`),
    ],
  };
}

function meanOf(metric: string, comparisons: readonly Comparison[]) {
  const mine = comparisons.filter((comparison) => comparison.metric === metric);
  const mean = (of: (comparison: Comparison) => number) =>
    mine.reduce((sum, comparison) => sum + of(comparison), 0) / mine.length;
  return { metric, measured: mean((c) => c.measured), predicted: mean((c) => c.predicted) };
}

interface OpenLoopServer {
  readonly server: ServerConfig;
  readonly model: LatencyModel;
  readonly kvBlocks: number;
  readonly notes: readonly string[];
}

function serverOf(
  table: CsvFile,
  folder: string,
  meta: RunMeta,
  options: ServingOptions & { readonly model?: string },
): OpenLoopServer {
  const name = options.model ?? meta.model;
  if (name === undefined) {
    throw new UserError({
      where: { file: table.file },
      message: "does not say which model was served, and there is no meta.json beside it",
      remedy: "Give --model",
    });
  }
  const shape = options.names.model(name);
  const gpu = servingGpu(options, options.gpu);
  const { tp = 1 } = meta;
  const version = options.vllmVersion ?? meta.vllmVersion;
  const { server } = scenarioOf({
    model: shape.name,
    gpu: gpu.name,
    tp,
    ...sourceFlags(options),
    ...(version === undefined ? {} : { "vllm-version": version }),
    ...(meta.maxNumSeqs === undefined ? {} : { "max-num-seqs": meta.maxNumSeqs }),
    ...(meta.maxNumBatchedTokens === undefined ? {} : { "max-num-batched-tokens": meta.maxNumBatchedTokens }),
    ...(meta.maxModelLen === undefined ? {} : { "max-model-len": meta.maxModelLen }),
    workload: "random",
  });
  const versionNote =
    version === undefined ? ["no vLLM version is recorded: the default's behaviour is taken"] : [];
  if (!hasProfile(folder)) {
    const prepared = prepareServer({ ...server, gpu });
    const notes = [
      `no operation profile beside it: priced as ${gpu.name}`,
      ...versionNote,
      ...prepared.notes,
    ];
    return { server, model: prepared.latencyModel, kvBlocks: prepared.config.kvBlocks, notes };
  }
  if (tp > 1) {
    throw new UserError({
      where: { file: table.file },
      field: "tensor_parallel_size",
      message: "must be 1: an operation profile holds no all-reduce",
      got: tp,
    });
  }
  const { asyncScheduling, maxNumSeqs, blockSize } = server.engine;
  const { stepUs, sequenceUs } = hostConstants({ gpu, asyncScheduling, vllmVersion: server.vllmVersion });
  const model = new ProfiledModel({
    profile: readProfile(folder),
    layers: shape.layers,
    folder,
    stepUs,
    sequenceUs,
    // These runs call the engine in their own process: there is no server in front of it.
    admissionUs: 0,
  });
  const longest = Math.max(...table.rows.map((row) => row.count("input_toks") + row.count("output_toks")));
  return {
    server,
    model,
    kvBlocks: 1 + maxNumSeqs * Math.ceil((longest + 1) / blockSize),
    notes: [
      `kernels from the operation profile beside it, host time of ${gpu.name}`,
      "the GPU's memory is not recorded: the KV cache is taken to hold all running requests",
      ...versionNote,
    ],
  };
}

/** Requests in order of arrival, and the row of each. */
function requestsOf({ rows }: CsvFile): { requests: RequestTable; order: number[] } {
  const arrivalNs = rows.map((row) => Math.round(row.number("arrival_s", { min: 0 }) * 1e9));
  const order = rows.map((_, index) => index).sort((a, b) => arrivalNs[a]! - arrivalNs[b]! || a - b);
  const requests = {
    count: rows.length,
    arrivalNs: Float64Array.from(order, (index) => arrivalNs[index]!),
    promptTokens: Int32Array.from(order, (index) => rows[index]!.count("input_toks")),
    outputTokens: Int32Array.from(order, (index) => rows[index]!.count("output_toks")),
  };
  return { requests, order };
}

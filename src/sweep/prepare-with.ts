import type { ServerConfig } from "../config/resolve-server.ts";
import type { EngineConfig } from "../engine/config.ts";
import type { LatencyModel } from "../engine/latency-model.ts";
import { UserError } from "../errors.ts";
import { type MemoryPlan, memoryProblem, planMemory } from "../roofline/memory.ts";
import type { LatencyModelOptions } from "../roofline/registry.ts";

/** A server that can take requests. */
export interface PreparedServer {
  readonly config: EngineConfig;
  readonly latencyModel: LatencyModel;
  /** What the user should know of it: sentences. */
  readonly notes: readonly string[];
  /** Clock time the preparation took. */
  readonly seconds: number;
}

/** Builds the latency model of a server, and tells what the user should know of it. */
export type LatencyModelOf = (server: ServerConfig, onNote: (sentence: string) => void) => LatencyModel;

/**
 * Sizes the KV pool and builds the latency model.
 * @throws UserError when the model does not fit, or the latency model cannot price it
 */
export function prepareServerWith(latencyModelOf: LatencyModelOf, server: ServerConfig): PreparedServer {
  const begin = performance.now();
  const kvBlocks = server.kvBlocksOverride ?? fittingPlan(server).kvBlocks;
  const { maxModelLen, blockSize } = server.engine;
  const kvTokens = (kvBlocks - 1) * blockSize;
  const notes = serverNotes(server);
  if (kvTokens < maxModelLen) {
    notes.push(
      `the KV cache holds ${kvTokens} tokens, fewer than --max-model-len ${maxModelLen}: vLLM would refuse to start; ` +
        "longer requests are rejected here",
    );
  }
  const latencyModel = latencyModelOf(server, (sentence) => notes.push(sentence));
  const seconds = (performance.now() - begin) / 1000;
  return { config: { ...server.engine, kvBlocks }, latencyModel, notes, seconds };
}

/** What is odd about the hardware file's entry, and what the model has that is not accounted for: sentences. */
export function serverNotes({ gpu, model }: ServerConfig): string[] {
  return [...gpu.warnings, ...(model.notModelled ?? []).map((sentence) => `${model.name}: ${sentence}`)];
}

export function memoryPlanOf(server: ServerConfig): MemoryPlan {
  const { model, gpu, tp, gpuMemoryUtilization, engine } = server;
  const { maxNumBatchedTokens, maxNumSeqs, blockSize } = engine;
  return planMemory({ model, gpu, tp, gpuMemoryUtilization, maxNumBatchedTokens, maxNumSeqs, blockSize });
}

/** What a latency model is built from. */
export function latencyModelOptions(server: ServerConfig): LatencyModelOptions {
  const { model, gpu, tp, engine, benchDataPath, vllmVersion } = server;
  return {
    model,
    gpu,
    tp,
    maxNumBatchedTokens: engine.maxNumBatchedTokens,
    maxNumSeqs: engine.maxNumSeqs,
    asyncScheduling: engine.asyncScheduling,
    vllmVersion,
    ...(benchDataPath === undefined ? {} : { benchDataPath }),
  };
}

function fittingPlan(server: ServerConfig): MemoryPlan {
  const plan = memoryPlanOf(server);
  if (plan.fits) return plan;
  throw new UserError(memoryProblem(server, plan));
}

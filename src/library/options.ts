import type { RequestTable } from "../engine/request-table.ts";
import type { Gpu } from "../roofline/hardware.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import type { RequestRow } from "./request-rows.ts";
import type { MetricSettings, ServerSettings, WorkloadSettings } from "./setting-options.ts";

/**
 * A server. Options are the settings of the command line in camel case (`--max-num-seqs` is `maxNumSeqs`), with its
 * names, defaults and checks; environment variables play no part.
 */
export interface ServerOptions extends ServerSettings {
  /** Name from `listModels()`, path of a Hugging Face config.json, or a shape. Default: llama-3.1-8b. */
  readonly model?: string | ModelShape;
  /**
   * Name from `listGpus()`, or the GPU itself. Default: H100. A GPU given whole has no kernel tables but those of
   * `benchDataPath`: without them every kernel is priced by the analytic model.
   */
  readonly gpu?: string | Gpu;
}

/** A run: a server, its requests, and what to measure. */
export interface SimulateOptions extends ServerOptions, WorkloadSettings, MetricSettings {
  /** The requests themselves, in place of a workload or a trace. */
  readonly requests?: RequestTable | readonly RequestRow[];
  /** Keeps where the time of each request went: `result.waterfalls`, 176 bytes a request. */
  readonly waterfalls?: boolean;
  /** Called now and then with the number of requests done. Keep it cheap. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** One engine step of a server. */
export interface StepOptions extends ServerOptions {
  /** Prompt chunks: `tokens` new ones, after `context` that are in the KV cache already. */
  readonly prefill?: readonly { readonly tokens: number; readonly context?: number }[];
  /** Decoding requests: `count` of them, each with `context` tokens in the KV cache. */
  readonly decode?: readonly { readonly count: number; readonly context: number }[];
}

import type { Waterfalls } from "./waterfall-parts.ts";

/** Why a request ended; `none`: it has not. */
export const FINISH = { none: 0, stop: 1, length: 2, rejected: 3 } as const;
/** Names for `requests.csv`, indexed by FINISH. */
export const FINISH_NAMES = ["", "stop", "length", "rejected"] as const;

/** What a simulation leaves behind, columns by request. Times are whole nanoseconds of engine time; NaN = it never happened. */
export interface SimulationResult {
  readonly count: number;
  /** When each request was sent: the table's arrival, its release for follow-ups, or when the closed loop let it go. */
  readonly arrivalNs: Float64Array;
  /** Start of the first step that computed any of its tokens. */
  readonly firstScheduledNs: Float64Array;
  readonly firstTokenNs: Float64Array;
  readonly lastTokenNs: Float64Array;
  /** Tokens really generated: the table's, cut where max_model_len ends the request. */
  readonly outputTokens: Int32Array;
  /** Prompt tokens found in the prefix cache at first admission. */
  readonly cachedTokens: Int32Array;
  readonly preemptions: Int32Array;
  /** A FINISH value per request. */
  readonly finish: Uint8Array;
  /** Replica each request ran on, from 0. */
  readonly replica: Uint16Array;
  /** Where each request's time went, where that was asked for. */
  readonly waterfalls?: Waterfalls;

  readonly completed: number;
  readonly rejected: number;
  /** Why requests were rejected, in sentences with counts, e.g. `3 prompts reach max_model_len 4096`. */
  readonly rejectReasons: readonly { readonly reason: string; readonly count: number }[];

  /**
   * Inter-token gaps pooled over requests as (duration, weight) pairs in order of occurrence, replica by replica.
   * `resolution` is 0 or absent as long as they are exact; a replica of more than four million pairs keeps a histogram instead,
   * whose durations are off by at most this relative amount (their sum stays exact).
   */
  readonly itl: {
    readonly durationNs: Float64Array;
    readonly weight: Float64Array;
    readonly resolution?: number;
  };

  readonly steps: number;
  readonly totalPreemptions: number;
  /** Time of the last event. */
  readonly endNs: number;
  /** Sum of step durations over all replicas. */
  readonly busyNs: number;
  /** Step time by part, summed; parts sum to `busyNs`. */
  readonly partNs: {
    readonly gemm: number;
    readonly attention: number;
    readonly allReduce: number;
    readonly head: number;
    readonly elementwise: number;
    readonly host: number;
  };
  /** Step time by where its price came from; sums to `busyNs`. */
  readonly provenanceNs: {
    readonly measured: number;
    readonly interpolated: number;
    readonly extrapolated: number;
    readonly modelled: number;
  };
  /** Most KV blocks in use at once on any replica. */
  readonly peakKvBlocks: number;
  /**
   * Prefix-cache counters as vLLM keeps them: at *every* attempt to schedule the head of the queue, the tokens looked up
   * and found. Requests that come back after a preemption are counted apart, as in vLLM. For one ratio per request use
   * `cachedTokens`.
   */
  readonly prefixCache: {
    readonly queriedTokens: number;
    readonly hitTokens: number;
    readonly preemptedQueriedTokens: number;
    readonly preemptedHitTokens: number;
  };
  /** One entry per replica. */
  readonly replicas: readonly {
    readonly steps: number;
    readonly busyNs: number;
    readonly preemptions: number;
    readonly peakKvBlocks: number;
  }[];
  /** Output tokens emitted in each whole second of engine time. */
  readonly outputTokensPerSecond: Float64Array;
  /**
   * State at equally spaced times from 0 on, at most 4096 of them, for time series and saturation: `running` and
   * `waiting` requests and KV blocks in use, summed over replicas.
   */
  readonly samples: {
    readonly timeNs: Float64Array;
    readonly running: Float64Array;
    readonly waiting: Float64Array;
    readonly kvBlocks: Float64Array;
  };
}

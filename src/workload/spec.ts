/** What a user can ask for: how to read a trace, or how to make a workload up. Plain data, no behaviour. */

/** Names of `--trace-format`. Detected from the first line where it is not given. */
export const TRACE_FORMATS = [
  "azure",
  "mooncake",
  "bailian",
  "burstgpt",
  "vidur",
  "splitwise",
  "llmservingsim",
  "vllm-bench",
  "guidellm",
  "aiperf",
  "csv",
  "jsonl",
] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** Names of `--time-unit`: the unit of a numeric arrival column. */
export const TIME_UNITS = ["ns", "us", "ms", "s"] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** Left-hand sides of `--columns role=NAME`. */
export const COLUMN_ROLES = [
  "arrival",
  "prompt",
  "output",
  "prompt_id",
  "session",
  "priority",
  "hash_ids",
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** The file's own name for each role: `{ arrival: "ts", prompt: "in_tokens" }`. */
export type ColumnMap = { readonly [Role in ColumnRole]?: string | undefined };

/**
 * How to read a trace. Applied in this order: sort, rebase to the first row, window [startS, endS),
 * drop what is over maxModelLen, stop after `limit`, rebase to the first row kept, scale the times.
 */
export interface TraceOptions {
  readonly format?: TraceFormat | undefined;
  /** Generic CSV and JSONL only. */
  readonly columns?: ColumnMap | undefined;
  /** Unit of a numeric arrival; default: the format's own, seconds for generic CSV and JSONL. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Multiplies every arrival time; 2 = half the rate. */
  readonly timeScale?: number | undefined;
  /** Multiplies the arrival rate; 2 = twice the rate. */
  readonly rateScale?: number | undefined;
  /** Most requests to keep. */
  readonly limit?: number | undefined;
  /** Window in seconds of the trace's own time, counted from its first row; `startS` within, `endS` without. */
  readonly startS?: number | undefined;
  readonly endS?: number | undefined;
  /** Drops, and counts, rows whose prompt and output together are longer than this. */
  readonly maxModelLen?: number | undefined;
  /** Keeps the time before the first row instead of starting the workload with it. */
  readonly keepOffset?: boolean | undefined;
  /**
   * For looking at a trace, not for simulating it: arrivals may run past the 104 days that simulated time holds, and be
   * missing.
   */
  readonly anySpan?: boolean | undefined;
  /** Sorts rows by arrival (stable) instead of refusing a file that is out of order. Needs the whole file in memory. */
  readonly sortArrivals?: boolean | undefined;
  /** Drops, and counts, rows with zero prompt or output tokens instead of refusing them. */
  readonly dropEmpty?: boolean | undefined;
  /** Tokens per id in `hash_ids` (vLLM `--timed-trace-chunk-hash-size`); default 512 for Mooncake, else 16. */
  readonly chunkHashSize?: number | undefined;
  /** Seconds per unit of a hash trace's timestamp (vLLM `--timed-trace-sec-multiplier`); default 0.001 for Mooncake. */
  readonly secMultiplier?: number | undefined;
  /** Key names of a hash trace (vLLM `--timed-trace-label-*`). */
  readonly labels?: TraceLabels | undefined;
  /** Which run of a report with several (`--trace-run`), from 1. */
  readonly run?: number | undefined;
  /** Arrivals for a trace that has lengths only. */
  readonly arrivals?: ArrivalSpec | undefined;
  /** Whether a trace with times of its own is refused where `arrivals` are given; else they are left out with a note. */
  readonly arrivalsMustApply?: boolean | undefined;
  /** Seed of those arrivals; default 0. */
  readonly seed?: number | undefined;
  /** Tokens per KV block, for the block ids given to `prompt_id` and `session` columns; default 16. */
  readonly kvBlockSize?: number | undefined;
}

export interface TraceLabels {
  readonly timestamp?: string | undefined;
  readonly inputLength?: string | undefined;
  readonly outputLength?: string | undefined;
  readonly hashIds?: string | undefined;
}

export const ARRIVAL_PROCESSES = ["gamma", "poisson", "constant", "weibull"] as const;
export type ArrivalProcess = (typeof ARRIVAL_PROCESSES)[number];

/** When requests arrive; names and meaning follow `vllm bench serve`. */
export interface ArrivalSpec {
  /** Requests per second; Infinity = all at time 0. Ignored where `stages` or `rampUp` say the rate. */
  readonly requestRate: number;
  /** Shape of the gap distribution: gamma (default) or weibull; 1 = Poisson, below 1 burstier, Infinity = constant. Default 1. */
  readonly burstiness?: number | undefined;
  /** `poisson` and `constant` are gamma with burstiness 1 and Infinity. Default gamma. */
  readonly process?: ArrivalProcess | undefined;
  readonly rampUp?: RampUp | undefined;
  /** One rate after another. Each stage sends round(rate * duration) requests, the last at its end. */
  readonly stages?: readonly Stage[] | undefined;
}

/** The rate goes from startRps (first request) to endRps (last request), by request index as vLLM does. */
export interface RampUp {
  readonly strategy: "linear" | "exponential";
  readonly startRps: number;
  readonly endRps: number;
}

export interface Stage {
  /** Requests per second. */
  readonly rate: number;
  readonly durationS: number;
}

/**
 * Length of a prompt or an output, in tokens: samples are rounded, then clamped into [min, max] (min 1 where not given).
 * `mean` and `stdev` are those of the length itself (for lognormal too), before clamping.
 */
export type LengthSpec =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "uniform"; readonly min: number; readonly max: number }
  | ({ readonly kind: "normal" | "lognormal"; readonly mean: number; readonly stdev: number } & LengthBounds)
  | ({ readonly kind: "exponential"; readonly mean: number } & LengthBounds)
  /** P(k) proportional to k^-exponent for k in [min, max]. */
  | {
      readonly kind: "zipf";
      readonly exponent: number;
      readonly min?: number | undefined;
      readonly max: number;
    }
  /** Drawn from `values`, equally or by `weights`. */
  | {
      readonly kind: "empirical";
      readonly values: readonly number[];
      readonly weights?: readonly number[] | undefined;
    };

export interface LengthBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export const PRESETS = ["chatbot", "contentgen", "summarization", "multidoc"] as const;
export type PresetName = (typeof PRESETS)[number];

/** What the prompts are. */
export type PromptSpec =
  /** `--dataset-name random`: lengths uniform in [floor(L(1-r)), ceil(L(1+r))], after a prefix that all prompts share. */
  | {
      readonly kind: "random";
      /** Default 1024. */
      readonly inputLen?: number | undefined;
      /** Default 128. */
      readonly outputLen?: number | undefined;
      /** In [0, 1); default 0. */
      readonly rangeRatio?: number | undefined;
      /** Default 0. */
      readonly prefixLen?: number | undefined;
    }
  /** `--dataset-name prefix_repetition`: numPrefixes shared prefixes, each before its own suffixes, shuffled. */
  | {
      readonly kind: "prefix_repetition";
      /** Default 256. */
      readonly prefixLen?: number | undefined;
      /** Default 256. */
      readonly suffixLen?: number | undefined;
      /** Default 10. */
      readonly numPrefixes?: number | undefined;
      /** Default 128. */
      readonly outputLen?: number | undefined;
    }
  /** Any two length distributions; `prefixLen` tokens in front are the same for all. */
  | {
      readonly kind: "distribution";
      readonly prompt: LengthSpec;
      readonly output: LengthSpec;
      readonly prefixLen?: number | undefined;
    }
  | { readonly kind: "preset"; readonly name: PresetName }
  /** Multi-turn chats: arrivals start sessions; every later turn carries the whole conversation so far. */
  | {
      readonly kind: "sessions";
      /** Turns of a session. */
      readonly turns: LengthSpec;
      /** New user tokens of a turn. */
      readonly prompt: LengthSpec;
      readonly output: LengthSpec;
      /** Seconds between the end of an answer and the next question. */
      readonly thinkTime: ThinkTime;
      /** System prompt that all sessions share; default 0. */
      readonly prefixLen?: number | undefined;
    };

/** Seconds, not rounded. `mean` is in seconds. */
export interface ThinkTime {
  readonly kind: "constant" | "exponential";
  readonly meanS: number;
}

/** A workload to be made up: how many requests, when they arrive, how long they are. */
export interface GeneratorSpec {
  /** Requests in all, turns of sessions counted. Required unless `arrivals.stages` says how many. */
  readonly numRequests?: number | undefined;
  readonly arrivals: ArrivalSpec;
  readonly prompts: PromptSpec;
  /** Closed loop: at most this many in flight; carried through to the workload for the engine. */
  readonly maxConcurrency?: number | undefined;
  /** Tokens per KV block, for the ids of shared prefixes; default 16. */
  readonly kvBlockSize?: number | undefined;
}

import type { FlagValues } from "../config/flags.ts";

// Made from the table of flags; `npx vitest run --project unit test/library -u` writes it again.

/** A server: what runs, on what, and how its steps are priced. */
export interface ServerSettings {
  /** Tensor-parallel ranks (GPUs). Default: 1. */
  readonly tp?: FlagValues["tp"];
  /** What prices a step: 17-key roofline, MFU tables, or InferSim's arithmetic. Default: mfu. */
  readonly latencyModel?: FlagValues["latency-model"];
  /** Folder of kernel tables. Default: bench_data/<gpu> as shipped. */
  readonly benchDataPath?: FlagValues["bench-data-path"];
  /** Hardware file to read GPUs from. Default: configs/hardware_config.json as shipped. */
  readonly hardwareConfig?: FlagValues["hardware-config"];
  /** Behave as this version: sets the defaults of the knobs below. Default: 0.19. */
  readonly vllmVersion?: FlagValues["vllm-version"];
  /** Token budget of a step (tokens). Default: vLLM's for the GPU. */
  readonly maxNumBatchedTokens?: FlagValues["max-num-batched-tokens"];
  /** Most requests running at once (requests). Default: vLLM's for the GPU. */
  readonly maxNumSeqs?: FlagValues["max-num-seqs"];
  /** Most tokens of one request, prompt and output together (tokens). Default: the model's. */
  readonly maxModelLen?: FlagValues["max-model-len"];
  /** Share of GPU memory the server may use. Default: the version's. */
  readonly gpuMemoryUtilization?: FlagValues["gpu-memory-utilization"];
  /**
   * KV blocks of the pool, whatever memory says (blocks). Default: GPU memory left after weights
   * and activations.
   */
  readonly numGpuBlocksOverride?: FlagValues["num-gpu-blocks-override"];
  /**
   * Memory of the KV cache on each GPU, whatever is left (bytes). Default: what
   * `gpuMemoryUtilization` leaves.
   */
  readonly kvCacheMemoryBytes?: FlagValues["kv-cache-memory-bytes"];
  /** Tokens of a KV block (tokens). Default: 16. */
  readonly blockSize?: FlagValues["block-size"];
  /** Element type of the weights; auto is the model's own. Default: auto. */
  readonly quantization?: FlagValues["quantization"];
  /** Element type of the KV cache; auto is the model's own. Default: auto. */
  readonly kvCacheDtype?: FlagValues["kv-cache-dtype"];
  /** Split prompts over steps. Default: true. */
  readonly enableChunkedPrefill?: FlagValues["enable-chunked-prefill"];
  /** Longest chunk of one prompt in a step; 0 is no limit (tokens). Default: 0. */
  readonly longPrefillTokenThreshold?: FlagValues["long-prefill-token-threshold"];
  /** Reuse the KV blocks of equal prompt prefixes. Default: true. */
  readonly enablePrefixCaching?: FlagValues["enable-prefix-caching"];
  /** Order of the waiting queue. Default: fcfs. */
  readonly schedulingPolicy?: FlagValues["scheduling-policy"];
  /** Schedule a step before the last one returns. Default: the version's. */
  readonly asyncScheduling?: FlagValues["async-scheduling"];
  /** Admit a request only when its whole sequence fits in free blocks. Default: the version's. */
  readonly schedulerReserveFullIsl?: FlagValues["scheduler-reserve-full-isl"];
  /** What CUDA graphs capture; none is vLLM's `enforceEager`. Default: the version's. */
  readonly cudagraphMode?: FlagValues["cudagraph-mode"];
  /** Batch sizes that have a CUDA graph (tokens). Default: the version's, for the budgets above. */
  readonly cudagraphCaptureSizes?: FlagValues["cudagraph-capture-sizes"];
  /**
   * Largest batch that has a CUDA graph (tokens). Default: the least of 2 x `maxNumSeqs`, 512 and
   * `maxNumBatchedTokens`.
   */
  readonly maxCudagraphCaptureSize?: FlagValues["max-cudagraph-capture-size"];
  /** Equal servers behind one router (servers). Default: 1. */
  readonly replicas?: FlagValues["replicas"];
  /** How the router chooses a replica. Default: round-robin. */
  readonly routing?: FlagValues["routing"];
}

/** Where requests come from. */
export interface WorkloadSettings {
  /**
   * Where requests come from; chatbot ... multidoc are presets. Default: trace, distribution or
   * prompt when their flags are given, else random.
   */
  readonly workload?: FlagValues["workload"];
  /** Requests to send. Default: 1000. */
  readonly numPrompts?: FlagValues["num-prompts"];
  /** Mean arrival rate; inf sends all at once (requests/s). Default: inf. */
  readonly requestRate?: FlagValues["request-rate"];
  /** Shape of the gaps: 1 is Poisson, lower is burstier, inf is constant. Default: 1. */
  readonly burstiness?: FlagValues["burstiness"];
  /** Distribution of the gaps. Default: gamma. */
  readonly arrivalProcess?: FlagValues["arrival-process"];
  /** Let the rate go from `rampUpStartRps` to `rampUpEndRps`. */
  readonly rampUpStrategy?: FlagValues["ramp-up-strategy"];
  /** Rate at the first request (requests/s). */
  readonly rampUpStartRps?: FlagValues["ramp-up-start-rps"];
  /** Rate at the last request (requests/s). */
  readonly rampUpEndRps?: FlagValues["ramp-up-end-rps"];
  /** One rate after another, RATE:SECONDS,...: 5:60,20:30; without `numPrompts` all they send. */
  readonly stages?: FlagValues["stages"];
  /** Closed loop: most requests in flight (requests). */
  readonly maxConcurrency?: FlagValues["max-concurrency"];
  /** Seed of every random stream. Default: 0. */
  readonly seed?: FlagValues["seed"];
  /** One prompt of this length, alone on the server: prints its TTFT (tokens). */
  readonly prefillTokens?: FlagValues["prefill-tokens"];
  /** Mean prompt length of `workload` distribution (tokens). */
  readonly promptTokens?: FlagValues["prompt-tokens"];
  /** Standard deviation; makes the default distribution normal (tokens). */
  readonly promptTokensStdev?: FlagValues["prompt-tokens-stdev"];
  /** Shortest prompt (tokens). */
  readonly promptTokensMin?: FlagValues["prompt-tokens-min"];
  /** Longest prompt (tokens). */
  readonly promptTokensMax?: FlagValues["prompt-tokens-max"];
  /** Zipf: lengths k up to the longest, in proportion to k to the power of minus this. */
  readonly promptTokensExponent?: FlagValues["prompt-tokens-exponent"];
  /** Empirical: lengths to draw from, LENGTH[:WEIGHT],...: 100,2000:3. */
  readonly promptTokensChoices?: FlagValues["prompt-tokens-choices"];
  /**
   * Distribution of prompt lengths. Default: by what is given: choices, exponent, stdev, else
   * constant.
   */
  readonly promptDistribution?: FlagValues["prompt-distribution"];
  /** Mean output length of `workload` distribution (tokens). */
  readonly outputTokens?: FlagValues["output-tokens"];
  /** Standard deviation; makes the default distribution normal (tokens). */
  readonly outputTokensStdev?: FlagValues["output-tokens-stdev"];
  /** Shortest output (tokens). */
  readonly outputTokensMin?: FlagValues["output-tokens-min"];
  /** Longest output (tokens). */
  readonly outputTokensMax?: FlagValues["output-tokens-max"];
  /** Zipf: lengths k up to the longest, in proportion to k to the power of minus this. */
  readonly outputTokensExponent?: FlagValues["output-tokens-exponent"];
  /** Empirical: lengths to draw from, LENGTH[:WEIGHT],...: 100,2000:3. */
  readonly outputTokensChoices?: FlagValues["output-tokens-choices"];
  /**
   * Distribution of output lengths. Default: by what is given: choices, exponent, stdev, else
   * constant.
   */
  readonly outputDistribution?: FlagValues["output-distribution"];
  /** Turns of a session; each carries the conversation so far. */
  readonly turns?: FlagValues["turns"];
  /** Mean time between an answer and the next question (seconds). */
  readonly thinkTime?: FlagValues["think-time"];
  /** Distribution of think times. Default: exponential. */
  readonly thinkTimeDistribution?: FlagValues["think-time-distribution"];
  /**
   * Tokens in front that all prompts share, such as a system prompt; they come on top (tokens).
   * Default: 0.
   */
  readonly sharedPrefixTokens?: FlagValues["shared-prefix-tokens"];
  /** Prompt length of `workload` random (tokens). Default: 1024. */
  readonly randomInputLen?: FlagValues["random-input-len"];
  /** Output length of `workload` random (tokens). Default: 128. */
  readonly randomOutputLen?: FlagValues["random-output-len"];
  /** Lengths vary by this share either way. Default: 0. */
  readonly randomRangeRatio?: FlagValues["random-range-ratio"];
  /** Tokens in front that all prompts share (tokens). Default: 0. */
  readonly randomPrefixLen?: FlagValues["random-prefix-len"];
  /** Length of each shared prefix (tokens). Default: 256. */
  readonly prefixRepetitionPrefixLen?: FlagValues["prefix-repetition-prefix-len"];
  /** Length of each prompt's own part (tokens). Default: 256. */
  readonly prefixRepetitionSuffixLen?: FlagValues["prefix-repetition-suffix-len"];
  /** Different prefixes. Default: 10. */
  readonly prefixRepetitionNumPrefixes?: FlagValues["prefix-repetition-num-prefixes"];
  /** Output length (tokens). Default: 128. */
  readonly prefixRepetitionOutputLen?: FlagValues["prefix-repetition-output-len"];
  /** Trace file to replay; .gz is fine. */
  readonly trace?: FlagValues["trace"];
  /** Its format. Default: the file's first line. */
  readonly traceFormat?: FlagValues["trace-format"];
  /** Which run of a report with several (guidellm), from 1. */
  readonly traceRun?: FlagValues["trace-run"];
  /**
   * ROLE=NAME,... for other CSV and JSONL; roles: arrival, prompt, output, prompt_id, session,
   * priority, hash_ids.
   */
  readonly columns?: FlagValues["columns"];
  /** Unit of a numeric arrival column. Default: the format's. */
  readonly timeUnit?: FlagValues["time-unit"];
  /** Multiply arrival times; 2 is half the rate. */
  readonly timeScale?: FlagValues["time-scale"];
  /** Multiply the arrival rate. */
  readonly rateScale?: FlagValues["rate-scale"];
  /** Stop after this many requests (requests). */
  readonly limit?: FlagValues["limit"];
  /** Leave out what arrives earlier, counted from the first row (seconds). */
  readonly start?: FlagValues["start"];
  /** Leave out what arrives from here on (seconds). */
  readonly end?: FlagValues["end"];
  /** Drop, and count, rows whose prompt and output together are longer (tokens). */
  readonly dropLonger?: FlagValues["drop-longer"];
  /** Keep the time before the first row. */
  readonly keepOffset?: FlagValues["keep-offset"];
  /** Sort rows by arrival instead of refusing a file out of order. */
  readonly sortArrivals?: FlagValues["sort-arrivals"];
  /** Drop, and count, rows with zero tokens instead of refusing them. */
  readonly dropEmpty?: FlagValues["drop-empty"];
  /** Tokens of one id in hash_ids (tokens). Default: 512 for Mooncake, else 16. */
  readonly timedTraceChunkHashSize?: FlagValues["timed-trace-chunk-hash-size"];
  /** Seconds in one unit of the timestamp. Default: 0.001 for Mooncake, else 1. */
  readonly timedTraceSecMultiplier?: FlagValues["timed-trace-sec-multiplier"];
  /** Key of the arrival. */
  readonly timedTraceLabelTimestamp?: FlagValues["timed-trace-label-timestamp"];
  /** Key of the prompt length. */
  readonly timedTraceLabelInputLength?: FlagValues["timed-trace-label-input-length"];
  /** Key of the output length. */
  readonly timedTraceLabelOutputLength?: FlagValues["timed-trace-label-output-length"];
  /** Key of the block ids. */
  readonly timedTraceLabelHashIds?: FlagValues["timed-trace-label-hash-ids"];
}

/** What is measured of a run. */
export interface MetricSettings {
  /** Objectives in ms that count as good: ttft:500,tpot:50,e2el:10000. */
  readonly goodput?: FlagValues["goodput"];
  /** Percentiles to report. Default: 50, 90, 99. */
  readonly percentiles?: FlagValues["percentiles"];
  /** First requests that stay out of TTFT, TPOT and E2EL (requests). Default: 0. */
  readonly warmup?: FlagValues["warmup"];
}

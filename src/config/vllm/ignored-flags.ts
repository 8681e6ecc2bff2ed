import type { VllmFlag, VllmFlagTable } from "./vllm-flag.ts";

// Flags of `vllm serve` without effect on what is simulated, by what they take: names, ports, logs, tokenizers, loading,
// chat templates, images and audio, and what only matters beside a flag that is refused. Of vLLM 0.8 to 0.22.

const SWITCHES = `
  trust-remote-code skip-tokenizer-init disable-sliding-window disable-cascade-attn enable-prompt-embeds
  enable-sleep-mode use-tqdm-on-load calculate-kv-scales disable-log-stats disable-log-requests enable-log-requests
  aggregate-engine-logging disable-hybrid-kv-cache-manager disable-chunked-mm-input enable-eplb eplb-log-balancedness
  disable-nccl-for-dp-synchronization data-parallel-hybrid-lb data-parallel-external-lb headless enable-mm-embeds
  interleave-mm-strings skip-mm-profiling disable-mm-preprocessor-cache enable-multimodal-encoder-data-parallel
  language-model-only fully-sharded-loras enable-lora-bias ray-workers-use-nsight allow-credentials
  disable-uvicorn-access-log enable-ssl-refresh enable-request-id-headers disable-fastapi-docs enable-offline-docs
  enable-auto-tool-choice exclude-tools-when-tool-choice-none return-tokens-as-token-ids enable-prompt-tokens-details
  enable-server-load-tracking enable-force-include-usage enable-tokenizer-info-endpoint enable-log-outputs
  enable-log-deltas log-error-stack tokens-only disable-frontend-multiprocessing use-v2-block-manager
  disable-async-output-proc multi-step-stream-outputs enable-reasoning enable-logging-iteration-details
  enable-layerwise-nvtx-tracing kv-cache-metrics cudagraph-metrics enable-mfu-metrics 
  guided-decoding-disable-fallback guided-decoding-disable-any-whitespace enable-per-request-metrics
  guided-decoding-disable-additional-properties enable-return-routed-experts trust-request-chat-template
  enable-flash-late-interaction enable-flashinfer-autotune enable-elastic-ep
`;

const VALUES = `
  tokenizer tokenizer-mode tokenizer-revision revision code-revision hf-config-path config-format hf-token seed
  allowed-local-media-path allowed-media-domains max-logprobs logprobs-mode generation-config pooler-config
  override-generation-config override-pooler-config logits-processor-pattern io-processor-plugin renderer-num-workers
  download-dir safetensors-load-strategy model-loader-extra-config pt-load-map-location reasoning-parser
  reasoning-parser-plugin structured-outputs-config guided-decoding-backend distributed-executor-backend
  data-parallel-rank data-parallel-start-rank data-parallel-size-local data-parallel-address data-parallel-rpc-port
  data-parallel-backend all2all-backend dbo-decode-token-threshold dbo-prefill-token-threshold eplb-config
  expert-placement-strategy num-redundant-experts eplb-window-size eplb-step-interval max-parallel-loading-workers
  worker-extension-cls node-rank master-addr master-port swap-space prefix-caching-hash-algo mamba-cache-dtype
  mamba-ssm-cache-dtype mamba-block-size mamba-cache-mode limit-mm-per-prompt media-io-kwargs mm-processor-kwargs
  mm-processor-cache-gb mm-processor-cache-type mm-shm-cache-max-object-size-mb mm-encoder-tp-mode
  mm-encoder-attn-backend video-pruning-rate max-loras max-lora-rank lora-extra-vocab-size lora-dtype max-cpu-loras
  default-mm-loras show-hidden-metrics-for-version otlp-traces-endpoint collect-detailed-traces
  max-long-partial-prefills num-lookahead-slots kv-events-config kv-offloading-backend max-seq-len-to-capture
  preemption-mode host port uds uvicorn-log-level disable-access-log-for-endpoints allowed-origins allowed-methods
  allowed-headers ssl-keyfile ssl-certfile ssl-ca-certs ssl-cert-reqs ssl-ciphers root-path middleware
  h11-max-incomplete-event-size h11-max-header-count chat-template chat-template-content-format
  default-chat-template-kwargs response-role tool-call-parser tool-parser-plugin tool-server log-config-file
  max-log-len api-server-count cp-kv-cache-interleave-size weight-transfer-config profiler-config
  fingerprint-mode fingerprint-value shutdown-timeout tokenizer-pool-size
  tokenizer-pool-type tokenizer-pool-extra-config
`;

const SEVERAL = "served-model-name api-key lora-modules logits-processors ignore-patterns";

const SHORT: Readonly<Record<string, string>> = {
  "data-parallel-rank": "-dpn",
  "data-parallel-start-rank": "-dpr",
  "data-parallel-size-local": "-dpl",
  "data-parallel-address": "-dpa",
  "data-parallel-rpc-port": "-dpp",
  "data-parallel-backend": "-dpb",
  "data-parallel-hybrid-lb": "-dph",
  "data-parallel-external-lb": "-dpe",
  "node-rank": "-r",
  "api-server-count": "-asc",
};

export const IGNORED_FLAGS: VllmFlagTable = Object.fromEntries([
  ...entries(SWITCHES, "switch"),
  ...entries(VALUES, "value"),
  ...entries(SEVERAL, "values"),
]);

function entries(names: string, takes: VllmFlag["takes"]): [string, VllmFlag][] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, { takes, ...(SHORT[name] === undefined ? {} : { aliases: [SHORT[name]] }) }]);
}

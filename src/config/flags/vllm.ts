import type { FlagTable } from "./spec.ts";

const GROUP = "A server that runs:";

/** Settings and figures of a real server, to start from and to check against. */
export const VLLM_FLAGS = {
  "vllm-args": {
    type: "string",
    transient: true,
    group: GROUP,
    help: 'The command that starts it, quoted: "vllm serve MODEL --max-num-seqs 64"; flags given beside it win',
  },
  "vllm-args-file": {
    type: "string",
    transient: true,
    group: GROUP,
    help: "The same from a file, such as a start script",
  },
  "expect-kv-tokens": {
    type: "string",
    transient: true,
    unit: "tokens",
    group: GROUP,
    help: 'KV capacity it reports at start ("GPU KV cache size: 533,744 tokens"); exit code 5 when ours is off',
  },
  "kv-tolerance": {
    type: "number",
    min: 0,
    default: 1.5,
    transient: true,
    unit: "percent",
    group: GROUP,
    help: "Difference from --expect-kv-tokens that is fine",
  },
} as const satisfies FlagTable;

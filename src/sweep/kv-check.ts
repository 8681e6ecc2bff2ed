import type { ServerConfig } from "../config/resolve-server.ts";
import { formatCount } from "../report/format.ts";
import type { Gpu } from "../roofline/hardware.ts";
import { memoryPlanOf } from "./prepare-with.ts";

/** The KV capacity derived here beside the one that a real server reports at start. Tokens. */
export interface KvCheck {
  readonly expected: number;
  readonly derived: number;
  /** Of the derived one from the expected. */
  readonly differencePercent: number;
  readonly within: boolean;
  /** What, if the server was started with it, would explain the difference: sentences, the closest first. */
  readonly explanations: readonly string[];
}

/**
 * Compares with vLLM's "GPU KV cache size: N tokens", which counts the reserved block as we do.
 *
 * @param gpus those of the hardware file: the server may run on another than was given
 */
export function checkKvTokens(
  server: ServerConfig,
  expected: number,
  tolerancePercent: number,
  gpus: readonly Gpu[],
): KvCheck {
  const derived = kvTokensOf(server);
  const differencePercent = percentOff(derived, expected);
  const within = Math.abs(differencePercent) <= tolerancePercent;
  const explanations = within ? [] : explain(server, expected, tolerancePercent, gpus);
  return { expected, derived, differencePercent, within, explanations };
}

/** The pool's tokens, block 0 counted. */
export function kvTokensOf(server: ServerConfig): number {
  const { kvBlocksOverride, engine } = server;
  return kvBlocksOverride === undefined ? memoryPlanOf(server).kvTokens : kvBlocksOverride * engine.blockSize;
}

function percentOff(derived: number, expected: number): number {
  return (derived / expected - 1) * 100;
}

/** One thing that may have been different when the server was started. */
interface Change {
  readonly input: string;
  readonly flag: string;
  readonly server: ServerConfig;
}

function explain(
  server: ServerConfig,
  expected: number,
  tolerancePercent: number,
  gpus: readonly Gpu[],
): string[] {
  const { kvBlocksOverride: override, ...sized } = server;
  const tried =
    override === undefined
      ? changes(sized, gpus)
      : [{ input: "override", flag: "KV blocks that are not given but derived", server: sized }];
  const near = tried
    .map((change) => ({ ...change, tokens: kvTokensOf(change.server) }))
    .map((change) => ({ ...change, off: percentOff(change.tokens, expected) }))
    .filter(({ off }) => Math.abs(off) <= tolerancePercent)
    .sort((a, b) => Math.abs(a.off) - Math.abs(b.off));
  const best = near.filter(({ input }, at) => near.findIndex((one) => one.input === input) === at);
  const found = best.map(
    ({ flag, tokens, off }) => `${flag} would give ${formatCount(tokens)} (${signed(off)})`,
  );
  return override === undefined ? [...found, memorySentence(sized, expected)] : found;
}

/** What users and versions set most often, one at a time. */
function changes(server: ServerConfig, gpus: readonly Gpu[]): Change[] {
  const { model, engine, tp, gpu, gpuMemoryUtilization } = server;
  const kvDtype = model.kvDtype === "bf16" ? "fp8" : "bf16";
  const weightDtype = model.weightDtype === "bf16" ? "fp8" : "bf16";
  const each = (flag: string, values: readonly number[], now: number, to: (value: number) => ServerConfig) =>
    values
      .filter((value) => value !== now)
      .map((value) => ({ input: flag, flag: `${flag} ${value}`, server: to(value) }));
  const budgets = (flag: string, tokens: number, seqs: number): Change => ({
    input: "budgets",
    flag,
    server: { ...server, engine: { ...engine, maxNumBatchedTokens: tokens, maxNumSeqs: seqs } },
  });
  return [
    ...each("--gpu-memory-utilization", [0.8, 0.85, 0.9, 0.92, 0.95], gpuMemoryUtilization, (share) => {
      return { ...server, gpuMemoryUtilization: share };
    }),
    ...each(
      "--max-num-batched-tokens",
      [2048, 4096, 8192, 16384, 32768],
      engine.maxNumBatchedTokens,
      (tokens) => {
        return { ...server, engine: { ...engine, maxNumBatchedTokens: tokens } };
      },
    ),
    ...each("--max-num-seqs", [64, 128, 256, 512, 1024], engine.maxNumSeqs, (seqs) => {
      return { ...server, engine: { ...engine, maxNumSeqs: seqs } };
    }),
    // vLLM's defaults for smaller GPUs, and for larger ones.
    budgets("--max-num-batched-tokens 2048 --max-num-seqs 256", 2048, 256),
    budgets("--max-num-batched-tokens 8192 --max-num-seqs 1024", 8192, 1024),
    { input: "KV", flag: `--kv-cache-dtype ${kvDtype}`, server: { ...server, model: { ...model, kvDtype } } },
    {
      input: "weights",
      flag: `${weightDtype.toUpperCase()} weights`,
      server: { ...server, model: { ...model, weightDtype } },
    },
    ...each("--tp", [1, 2, 4, 8], tp, (ranks) => ({ ...server, tp: ranks })),
    ...gpus
      .filter(({ name, device }) => name !== gpu.name && device !== undefined)
      .map((one) => ({
        input: "--gpu",
        flag: `--gpu ${one.name}`,
        server: { ...server, gpu: { ...one, warnings: [] } },
      })),
  ];
}

/** The difference in bytes, and as the share of memory that would make up for it. */
function memorySentence(server: ServerConfig, expected: number): string {
  const plan = memoryPlanOf(server);
  const bytesPerToken = plan.kvBytesPerBlock / server.engine.blockSize;
  const bytes = (expected - plan.kvTokens) * bytesPerToken;
  const gib = (Math.abs(bytes) / 2 ** 30).toFixed(2);
  const share = (plan.usableBytes + bytes) / plan.totalBytes;
  const possible = share > 0 && share <= 1;
  return (
    `the server has ${gib} GiB ${bytes < 0 ? "less" : "more"} for KV on each GPU than derived` +
    (possible ? `, as --gpu-memory-utilization ${share.toFixed(3)} would give` : "")
  );
}

function signed(percent: number): string {
  return `${percent >= 0 ? "+" : ""}${percent.toFixed(2)} %`;
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";

/** What a folder's meta.json says of the server that was measured. */
export interface RunMeta {
  readonly model?: string;
  readonly vllmVersion?: string;
  readonly tp?: number;
  readonly maxNumSeqs?: number;
  readonly maxNumBatchedTokens?: number;
  readonly maxModelLen?: number;
}

/** Undefined where the folder has none. */
export function readRunMeta(folder: string): RunMeta | undefined {
  const file = join(folder, "meta.json");
  if (!existsSync(file)) return undefined;
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError({ where: { file }, message: `is not valid JSON: ${(error as Error).message}` });
  }
  const server = (json.engine_kwargs ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const count = (key: string) => {
    const value = server[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
    throw new UserError({
      where: { file },
      field: `engine_kwargs.${key}`,
      message: "must be a positive whole number",
      got: value,
    });
  };
  const found = {
    model: text(json.model) ?? text(server.model),
    vllmVersion: text(json.vllm_version),
    tp: count("tensor_parallel_size"),
    maxNumSeqs: count("max_num_seqs"),
    maxNumBatchedTokens: count("max_num_batched_tokens"),
    maxModelLen: count("max_model_len"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

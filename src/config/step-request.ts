import { UserError } from "../errors.ts";

/** A prefill chunk: new tokens, after those computed or cached before. */
export interface StepChunk {
  readonly tokens: number;
  readonly context: number;
}

/** Decoding requests that are equally far. */
export interface StepDecodes {
  readonly count: number;
  readonly context: number;
}

/** One engine step as typed: `--prefill 2048,512@4096 --decode 32x1024`. */
export interface StepRequest {
  readonly chunks: readonly StepChunk[];
  readonly decodes: readonly StepDecodes[];
}

/** @throws UserError naming the part that is no TOKENS[@CACHED] or COUNTxCONTEXT, or when there is none at all */
export function stepRequest(prefill: string | undefined, decode: string | undefined): StepRequest {
  const chunks = parts(prefill).map((text) => {
    const match = /^(\d+)(?:@(\d+))?$/.exec(text);
    const tokens = Number(match?.[1]);
    if (!(tokens >= 1))
      throw malformed("--prefill", "TOKENS or TOKENS@CACHED, such as 2048 or 512@4096", text);
    return { tokens, context: Number(match?.[2] ?? 0) };
  });
  const decodes = parts(decode).map((text) => {
    const match = /^(\d+)[x*](\d+)$/.exec(text);
    const [count, context] = [Number(match?.[1]), Number(match?.[2])];
    if (!(count >= 1 && context >= 1)) throw malformed("--decode", "COUNTxCONTEXT, such as 32x1024", text);
    return { count, context };
  });
  if (chunks.length + decodes.length === 0) {
    throw new UserError({ field: "step", message: "needs --prefill or --decode: a step computes something" });
  }
  return { chunks, decodes };
}

function parts(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(",").map((part) => part.trim());
}

function malformed(field: string, form: string, got: string): UserError {
  return new UserError({ field, message: `must be ${form}`, got });
}

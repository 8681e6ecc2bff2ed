import { UserError } from "../errors.ts";

/**
 * Tokens as `--expect-kv-tokens` takes them: `533744`, `533,744`, or the line of vLLM's log that holds them.
 * @throws UserError when there is no such number
 */
export function kvTokens(text: string): number {
  const found = /GPU KV cache size:\s*([\d,_]+)\s*tokens/i.exec(text)?.[1] ?? text.trim();
  const digits = found.replaceAll(/(?<=\d)[,_](?=\d{3}(\D|$))/g, "");
  const tokens = /^\d+$/.test(digits) ? Number(digits) : 0;
  if (tokens >= 1 && Number.isSafeInteger(tokens)) return tokens;
  throw new UserError({
    field: "--expect-kv-tokens",
    message: 'must be a number of tokens, or the log line "GPU KV cache size: ... tokens"',
    got: text,
  });
}

const DECIMAL = { k: 1e3, m: 1e6, g: 1e9, t: 1e12 } as const;
const BINARY = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;

/**
 * A whole number as vLLM's command line takes it: `8k` is 8000, `8K` is 8192, `25.6k` is 25600; binary multiples of whole
 * numbers only (vllm/utils/argparse_utils.py, human_readable_int).
 *
 * @returns undefined when it is none
 */
export function humanInt(text: string): number | undefined {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  const match = /^(\d+(?:\.\d+)?)([kKmMgGtT])$/.exec(text);
  if (match === null) return undefined;
  const [, number = "", suffix = ""] = match;
  if (suffix in DECIMAL) return Math.trunc(Number(number) * DECIMAL[suffix as keyof typeof DECIMAL]);
  return /^\d+$/.test(number) ? Number(number) * BINARY[suffix as keyof typeof BINARY] : undefined;
}

import type { Check } from "./check.ts";

/** Rows with more bytes than this share of L2 tell the bandwidth. */
const LARGE = 4;
/** Grouped-query decode reaches 0.8 to 0.94 of the bandwidth; half of that is another number of KV heads. */
const LEAST_BANDWIDTH = 0.55;

/** A file name that the rows contradict, or that no model can have. */
export const shapeFits: Check = ({ key, kind, shape, rows }, { constants: { chip } }) => {
  if (shape === undefined) return [];
  const { heads, kvHeads } = shape;
  if (heads % kvHeads !== 0) {
    const message = `${heads} heads cannot share ${kvHeads} KV heads: are they swapped?`;
    return [{ check: "shape-name", file: key, message }];
  }
  if (kind !== "decode") return [];
  const large = rows.filter(({ point }) => point.bytes > LARGE * chip.l2Bytes);
  if (large.length === 0) return [];
  const best = Math.max(...large.map(({ point, us }) => point.bytes / (us * 1e-6) / chip.memoryBytesPerS));
  if (best >= LEAST_BANDWIDTH) return [];
  const message =
    `no row reaches more than ${(100 * best).toFixed(0)} % of the memory bandwidth: ` +
    `a rank with ${kvHeads} KV heads would; are there more?`;
  return [{ check: "shape-name", file: key, message }];
};

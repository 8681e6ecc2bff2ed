/**
 * Python's `round(x, 3)` for x >= 0: to the nearest thousandth of the exact binary value, half to even.
 *
 * `toFixed` rounds the exact value too, but takes ties up. A tie needs x = n/2000 with n odd to be a binary
 * fraction, which leaves the odd multiples of 1/16: 0.0625, 0.1875, ...
 */
export function round3(x: number): number {
  const sixteenths = x * 16;
  if (!Number.isInteger(sixteenths) || sixteenths % 2 === 0) return Number(x.toFixed(3));
  const below = Math.floor(x * 1000);
  return (below % 2 === 0 ? below : below + 1) / 1000;
}

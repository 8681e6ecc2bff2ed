const BARS = "▁▂▃▄▅▆▇█";

/**
 * Heights from 0 to the largest value as block characters, `width` of them or as many as there are values. More values
 * than that are taken together by their mean, still against the largest single one. Anything above 0 can be told from 0,
 * which is a space.
 */
export function sparkline(values: ArrayLike<number>, width: number): string {
  const count = Math.min(width, values.length);
  const heights = Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * values.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * values.length) / count));
    let sum = 0;
    for (let at = from; at < to; at++) sum += values[at]!;
    return sum / (to - from);
  });
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at]!);
  return heights.map((height) => barOf(height, most)).join("");
}

function barOf(height: number, most: number): string {
  if (!(height > 0)) return " ";
  return BARS[Math.min(BARS.length - 1, Math.floor((height / most) * BARS.length))]!;
}

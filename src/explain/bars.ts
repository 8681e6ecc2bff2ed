const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Bars that begin where the one before ended, `width` characters for the sum of all: a waterfall. Each begins at a whole
 * character; anything above 0 can be seen.
 */
export function waterfallBars(values: readonly number[], width: number): string[] {
  const sum = values.reduce((so, value) => so + value, 0);
  let before = 0;
  return values.map((value) => {
    if (!(value > 0)) return "";
    const from = Math.min(width - 1, Math.floor((before / sum) * width));
    before += value;
    return " ".repeat(from) + bar((value / sum) * width);
  });
}

function bar(length: number): string {
  const eighths = Math.max(1, Math.round(length * 8));
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}

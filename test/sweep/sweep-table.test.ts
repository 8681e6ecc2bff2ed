import { expect, it } from "vitest";
import { estimate } from "../../src/sweep/estimate.ts";
import type { SweepPoint } from "../../src/sweep/point.ts";
import type { ScenarioRecord } from "../../src/sweep/record.ts";
import type { SweepRow } from "../../src/sweep/rows.ts";
import { sweepTable } from "../../src/sweep/sweep-table.ts";

const FIGURES = [{ key: "p99_ttft_ms", of: () => null }];

function row(rejected: number): SweepRow {
  const record = { rejected, figures: { num_prompts: 1000 } } as unknown as ScenarioRecord;
  return { id: "x", labels: {}, status: "ok", reason: "", record };
}

const point = (more: Partial<SweepPoint> = {}): SweepPoint => ({
  labels: { tp: 2, seed: 0 },
  rows: [row(0), row(0)],
  estimates: [estimate([10, 12])],
  verdicts: ["stable"],
  reason: "",
  ...more,
});

const table = (...points: SweepPoint[]) => sweepTable(points, ["tp", "seed"], FIGURES, 160);

it("shows means with their intervals, and nothing of a state where all is well", () => {
  const lines = table(point());
  expect(lines.join("\n")).not.toContain("state");
  // t(0.975, 1) = 12.7062, s / sqrt(2) = 1.
  expect(lines.at(-1)).toMatch(/^2 +11 ±13$/);
});

it.each<[Partial<SweepPoint>, string]>([
  [{ verdicts: ["overloaded"] }, "OVERLOADED"],
  [{ verdicts: ["stable", "overloaded"] }, "stable/OVERLOADED"],
  [{ rows: [row(3), row(1)] }, "4 of 2,000 requests rejected"],
  [{ verdicts: ["drain"], rows: [row(1000)] }, "drain, 1,000 of 1,000 requests rejected"],
  [
    { reason: "does not fit\nhere", rows: [{ ...row(0), status: "failed", reason: "does not fit" }] },
    "failed: does not fit",
  ],
])("says what is not as it should be: %#", (more, state) => {
  const lines = table(point(), point(more));
  expect(lines.find((line) => line.endsWith("state"))).toBeDefined();
  expect(lines.at(-1)).toMatch(new RegExp(`  ${state}$`));
});

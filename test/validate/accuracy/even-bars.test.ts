import { expect, it } from "vitest";
import { evenBars, familyOf } from "../../../src/validate/accuracy/even-bars.ts";
import { figuresOf } from "../../../src/validate/figures.ts";
import type { ValidationReport } from "../../../src/validate/report/report.ts";

const off = (...percents: number[]) =>
  figuresOf(percents.map((percent) => ({ predicted: 100 + percent, measured: 100 })));

function report(
  file: string,
  groups: ValidationReport["groups"],
  mean: Record<string, number>,
): ValidationReport {
  const metrics = Object.fromEntries(Object.entries(mean).map(([name, percent]) => [name, off(percent)]));
  return { file, groups, metrics } as unknown as ValidationReport;
}

it("tells families by names, mixtures of experts before who made them", () => {
  const models = [
    "codellama-34b",
    "llama-3.1-8b",
    "qwen3-14b",
    "qwen3-30b-a3b",
    "mixtral-8x7b",
    "mistral-7b",
    "yi-34b",
  ];
  expect(models.map(familyOf)).toEqual([
    ...["Llama", "Llama", "Qwen", "Mixture of experts", "Mixture of experts", "Mistral", "yi-34b"],
  ]);
});

it("sets the worst tp and the worst family against the mean", () => {
  const tp = { "2": off(2, 2), "4": off(6) };
  // Llama: (1 + 1 + 4) / 3 = 2; Qwen: 5.
  const model = { "llama-2-7b": off(1, 1), "llama-2-70b": off(4), "qwen3-14b": off(5) };
  const bars = evenBars([
    report("serving/closed_loop.csv", { ttft: { tp } }, { ttft: 4 }),
    report("serving/single_stream.csv", { tpot: { model, tp: { "1": off(1) } } }, { tpot: 2.5 }),
  ]);
  expect(bars.map(({ goal, most, value }) => [goal, most, value!.toFixed(3)])).toEqual([
    ["closed loop, TTFT, worst tp (4) over the mean, ratio", 1.5, "1.500"],
    ["single stream, TPOT, worst family (Qwen) over the mean, ratio", 1.5, "2.000"],
  ]);
});

it("says nothing of what was not measured", () => {
  expect(evenBars([])).toEqual([]);
});

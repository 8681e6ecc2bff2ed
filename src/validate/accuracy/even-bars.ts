import type { Figures } from "../figures.ts";
import type { ValidationReport } from "../report/report.ts";
import type { Bar } from "./bars.ts";

/** No model family and no number of ranks may be worse than so many times the mean. */
const MOST_OVER_MEAN = 1.5;

/** Model families by what the names of their models hold; the first that fits counts. */
const FAMILIES = [
  ["Mixture of experts", /mixtral|deepseek|a3b|moe/],
  ["Llama", /llama/],
  ["Qwen", /qwen/],
  ["Mistral", /mistral/],
] as const;

export function familyOf(model: string): string {
  return FAMILIES.find(([, names]) => names.test(model.toLowerCase()))?.[0] ?? model;
}

/** Whether an error is everybody's: the worst of each grouping over the mean, for each metric of a served run. */
export function evenBars(reports: readonly ValidationReport[]): Bar[] {
  return [
    ["closed_loop", "closed loop"],
    ["single_stream", "single stream"],
  ].flatMap(([part, title]) => {
    const report = reports.find(({ file }) => file.includes(part!));
    return ["tpot", "ttft"].flatMap((metric) => {
      const { tp = {}, model = {} } = report?.groups[metric] ?? {};
      const mean = report?.metrics[metric]?.mapePct;
      const bar = (of: string, groups: Readonly<Record<string, number>>) =>
        worstOf(`${title}, ${metric.toUpperCase()}`, of, groups, mean);
      return [...bar("tp", mapes(tp)), ...bar("family", byFamily(model))];
    });
  });
}

function worstOf(
  title: string,
  of: string,
  groups: Readonly<Record<string, number>>,
  mean: number | undefined,
): Bar[] {
  const sorted = Object.entries(groups).sort(([, a], [, b]) => b - a);
  if (sorted.length < 2 || mean === undefined) return [];
  const [name, worst] = sorted[0]!;
  return [
    {
      goal: `${title}, worst ${of} (${name}) over the mean, ratio`,
      most: MOST_OVER_MEAN,
      value: worst / mean,
      seen: "fitted on",
    },
  ];
}

function mapes(groups: Readonly<Record<string, Figures>>): Record<string, number> {
  return Object.fromEntries(Object.entries(groups).map(([name, { mapePct }]) => [name, mapePct]));
}

/** Mean over the rows of a family's models. */
function byFamily(models: Readonly<Record<string, Figures>>): Record<string, number> {
  const sums = new Map<string, { n: number; sum: number }>();
  for (const [model, { n, mapePct }] of Object.entries(models)) {
    const so = sums.get(familyOf(model)) ?? { n: 0, sum: 0 };
    sums.set(familyOf(model), { n: so.n + n, sum: so.sum + n * mapePct });
  }
  return Object.fromEntries([...sums].map(([family, { n, sum }]) => [family, sum / n]));
}

import { left, right, textTable } from "../report/text-table.ts";
import type { Crossing, RatioPoint } from "./ratio-grid.ts";
import type { Candidate } from "./worth-measuring.ts";

/** 256-colour backgrounds from v1 faster (blue) over equal (grey) to v1 slower (red). */
const SHADES = [
  [0.5, 25],
  [0.67, 32],
  [0.83, 74],
  [1.2, 246],
  [1.5, 180],
  [2, 173],
  [Infinity, 160],
] as const;

/** The ratio as heat maps: one a tp and prompt, batch to the right, KV length downwards. */
export function heatMaps(points: readonly RatioPoint[], colour: boolean): string {
  const blocks = new Map<string, RatioPoint[]>();
  for (const point of points) {
    const alone = point.batch === 0;
    const title = `tp ${point.tp}, ${alone ? "one prompt alone, by its tokens" : point.prompt === 0 ? "decodes: batch to the right, KV length downwards" : `decodes beside a prompt of ${point.prompt}`}`;
    blocks.set(title, [...(blocks.get(title) ?? []), point]);
  }
  return [...blocks].map(([title, own]) => [title, ...blockLines(own, colour), ""].join("\n")).join("\n");
}

function blockLines(points: readonly RatioPoint[], colour: boolean): string[] {
  const alone = points[0]!.batch === 0;
  const across = [...new Set(points.map(({ batch, prompt }) => (alone ? prompt : batch)))];
  const down = [...new Set(points.map(({ kv }) => kv))];
  const header = `${"".padStart(8)}${across.map((value) => String(value).padStart(7)).join("")}`;
  const lines = down.map((kv) => {
    const cells = points.filter((point) => point.kv === kv).map(({ ratio }) => cell(ratio, colour));
    return `${(alone ? "" : String(kv)).padStart(8)}${cells.join("")}`;
  });
  return [header, ...lines];
}

function cell(ratio: number, colour: boolean): string {
  const text = ratio.toFixed(2).padStart(7);
  if (!colour) return text;
  const [, shade] = SHADES.find(([most]) => ratio < most)!;
  return `\u001b[48;5;${shade}m${text}\u001b[0m`;
}

export function crossingsText(found: readonly Crossing[]): string {
  if (found.length === 0) return "v1 and v2 cross nowhere on this map\n";
  const lines = found.map(({ tp, prompt, kv, batch, beyond }) => {
    const beside = prompt === 0 ? "" : `, beside a prompt of ${prompt}`;
    return `  tp ${tp}, KV ${kv}${beside}: at batch ${batch.toFixed(0)}; beyond it ${beyond} is slower`;
  });
  return ["where v1 and v2 cross:", ...lines, ""].join("\n");
}

export function candidatesText(candidates: readonly Candidate[], width: number): string {
  const rows = candidates.map(({ job, kernel, regime, simulatedUs, errorPct, uncertainUs }) => [
    ...[
      kernel,
      regime,
      (simulatedUs / 1000).toFixed(2),
      errorPct.toFixed(1),
      (uncertainUs / 1000).toFixed(2),
      job,
    ],
  ]);
  const columns = [
    left("worth measuring"),
    left("bound by"),
    right("simulated ms"),
    right("error %"),
    right("not known ms"),
    left("bench job"),
  ];
  return `${textTable(columns, rows, { labels: 1, width }).join("\n")}\n`;
}

/** The command that measures them. */
export function benchCommand(candidates: readonly Candidate[], gpu: string): string {
  const jobs = [...new Set(candidates.map(({ job }) => job))];
  const shapes = [...new Set(candidates.flatMap(({ shape }) => (shape === undefined ? [] : [shape])))];
  const own = shapes.length === 0 ? "" : ` --shapes ${shapes.join(",")}`;
  return `inference-sim bench submit --gpu ${gpu}${own} --only ${jobs.join(",")}`;
}

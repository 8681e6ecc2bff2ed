import { rmSync } from "node:fs";
import { join } from "node:path";
import { csvText } from "../report/csv.ts";
import type { SweepPlan } from "./plan.ts";
import type { SweepPoint } from "./point.ts";
import { labelNames, type SweepFigure, type SweepRow } from "./rows.ts";
import { StreamedFile } from "./streamed-file.ts";

const POINTS = "points.csv";

/**
 * Writes `summary.csv` (one row a scenario) and `summary.json` (points with means and intervals over their seeds, each with its
 * scenarios), and with several seeds `points.csv`. In bounded memory, whole or not at all.
 */
export class SummaryFiles {
  private readonly folder: string;
  private readonly names: readonly string[];
  private readonly figures: readonly SweepFigure[];
  private readonly csv: StreamedFile;
  private readonly json: StreamedFile;
  private readonly points: StreamedFile | undefined;
  private first = true;

  constructor(folder: string, plan: SweepPlan, figures: readonly SweepFigure[]) {
    this.folder = folder;
    this.names = labelNames(plan);
    this.figures = figures;
    this.csv = new StreamedFile(join(folder, "summary.csv"));
    this.json = new StreamedFile(join(folder, "summary.json"));
    const seeds = new Set(plan.scenarios.map(({ point }) => point.seed));
    this.points = seeds.size > 1 ? new StreamedFile(join(folder, POINTS)) : undefined;
    const keys = figures.map(({ key }) => key);
    this.csv.write(csvText(["id", ...this.names, "status", "reason", "saturation", ...keys], []));
    const shared = this.names.filter((name) => name !== "seed");
    const both = keys.flatMap((key) => [key, `${key}_ci95`]);
    this.points?.write(csvText([...shared, "seeds", "saturation", ...both], []));
    const { engine, file } = plan;
    this.json.write(`${JSON.stringify({ engine, file }, null, 2).slice(0, -2)},\n  "points": [`);
  }

  add(point: SweepPoint): void {
    for (const row of point.rows) this.csv.write(dataLine(this.scenarioCells(row)));
    this.points?.write(dataLine(this.pointCells(point)));
    this.json.write(`${this.first ? "" : ","}\n    ${JSON.stringify(this.pointJson(point))}`);
    this.first = false;
  }

  commit(): void {
    this.json.write("\n  ]\n}\n");
    for (const file of this.all()) file.end();
    for (const file of this.all()) file.commit();
    // Of an earlier plan, which had seeds.
    if (this.points === undefined) rmSync(join(this.folder, POINTS), { force: true });
  }

  discard(): void {
    for (const file of this.all()) file.discard();
  }

  private all(): StreamedFile[] {
    return [this.csv, this.json, this.points].filter((file) => file !== undefined);
  }

  private scenarioCells({ id, labels, status, reason, record }: SweepRow): (string | number)[] {
    return [
      id,
      ...this.names.map((name) => text(labels[name])),
      ...[status, reason.replaceAll("\n", "; "), record?.saturation.verdict ?? ""],
      ...this.figures.map(({ of }) => (record === undefined ? "" : (of(record) ?? ""))),
    ];
  }

  private pointCells({ labels, rows, estimates, verdicts }: SweepPoint): (string | number)[] {
    return [
      ...this.names.filter((name) => name !== "seed").map((name) => text(labels[name])),
      ...[rows.filter(({ status }) => status === "ok").length, verdicts.join("/")],
      ...estimates.flatMap(({ mean, ci95 }) => [mean, ci95]),
    ];
  }

  private pointJson({ labels, rows, estimates, verdicts }: SweepPoint): unknown {
    const figures = this.figures.map(({ key }, i) => {
      const { mean, ci95 } = estimates[i]!;
      return [key, { mean: finite(mean), ci95: finite(ci95) }];
    });
    return {
      labels,
      seeds: rows.filter(({ status }) => status === "ok").length,
      saturation: verdicts,
      figures: Object.fromEntries(figures),
      scenarios: rows.map(({ id, labels: { seed }, status, reason, record }) => ({
        id,
        ...(seed === "" ? {} : { seed }),
        status,
        ...(reason === "" ? {} : { reason }),
        ...(record === undefined
          ? {}
          : { figures: Object.fromEntries(this.figures.map(({ key, of }) => [key, of(record)])) }),
      })),
    };
  }
}

function dataLine(cells: (string | number)[]): string {
  return csvText([], [cells]).slice(1);
}

function text(value: string | number | boolean | undefined): string | number {
  return typeof value === "number" ? value : String(value ?? "");
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

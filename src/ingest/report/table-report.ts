import type { ManifestEntry, TableManifest } from "../../roofline/tables/parse-manifest.ts";
import type { BenchJob } from "../bench-job.ts";
import type { BenchTable } from "../bench-table.ts";
import type { CheckContext } from "../checks/check.ts";
import { lintTables } from "../checks/lint.ts";
import { plainKey, type ValidatedFile, validateTables } from "../checks/validate.ts";
import { type Finding, findingRow } from "../finding.ts";
import type { TableSet } from "../table-files.ts";
import { compareTables, comparisonPlot, comparisonRows } from "./compare.ts";
import { type Block, figure3, percent, type ReportDocument, type Section, tableOf } from "./document.ts";
import { decodeHeatMap } from "./heat-map.ts";
import { gemmCurves, prefillCurves } from "./mfu-curves.ts";
import { pointsOf, rooflinePlot } from "./roofline-plot.ts";

interface TableReportInput {
  readonly gpu: string;
  /** Where the tables lie, as the reader is to see it. */
  readonly name: string;
  readonly set: TableSet;
  readonly manifest: TableManifest | undefined;
  readonly jobs: readonly BenchJob[];
  readonly context: CheckContext;
  /** Another set to compare with. */
  readonly against?: { readonly name: string; readonly set: TableSet };
}

/** Everything about one GPU's tables: coverage, faults, heat maps, curves, roofline, and another set beside it. */
export function tableReport(input: TableReportInput): ReportDocument {
  const { gpu, set, jobs, context, manifest, against } = input;
  const { constants: c } = context;
  const { files, findings: missing } = validateTables(jobs, set, gpu, context);
  const findings = lintTables(set, context);
  const of = (kind: BenchTable["kind"]) =>
    set.tables.filter((table) => table.kind === kind && table.rows.length > 0);
  const sections: Section[] = [
    coverage(files, set, gpu, manifest),
    faults([...missing, ...findings]),
    {
      title: "Decode attention: share of the bound",
      blocks: figures(of("decode").map((table) => decodeHeatMap(table, c))),
    },
    {
      title: "Prefill attention over prompt length",
      blocks: of("prefill").length === 0 ? figures([]) : figures([prefillCurves(of("prefill"), c)]),
    },
    { title: "GEMM over rows m", blocks: figures(of("gemm").flatMap((table) => gemmCurves(table, c))) },
    {
      title: "Roofline",
      blocks: figures([rooflinePlot(pointsOf(set.tables), c, `${gpu}: every row of every table`)]),
    },
    ...(against === undefined ? [] : [comparison(set, against)]),
  ];
  return { title: `Kernel tables of ${gpu}`, lead: lead(input, files, findings), sections };
}

function lead(
  { name, set, gpu, manifest }: TableReportInput,
  files: readonly ValidatedFile[],
  findings: readonly Finding[],
): string[] {
  const rows = set.tables.reduce((sum, table) => sum + table.rows.length, 0);
  const there = files.filter((file) => file.rows > 0).length;
  const sources = new Map<string, number>();
  for (const table of set.tables) {
    const source = entryOf(manifest, table.key, gpu)?.source ?? "not described";
    sources.set(source, (sources.get(source) ?? 0) + table.rows.length);
  }
  const shares = [...sources].map(([source, count]) => `${count} rows ${source}`).join(", ");
  return [
    `${name}: ${set.tables.length} tables with ${rows} rows; ${there} of the ${files.length} tables of a campaign are there. ${shares}.`,
    findings.length === 0 ? "The lint finds nothing." : `The lint finds ${findings.length} faults.`,
  ];
}

function coverage(
  files: readonly ValidatedFile[],
  set: TableSet,
  gpu: string,
  manifest: TableManifest | undefined,
): Section {
  const range = (pair: readonly [number, number] | undefined) =>
    pair === undefined ? "-" : `${figure3(pair[0])} to ${figure3(pair[1])}`;
  const about = (key: string) => {
    const entry = entryOf(manifest, key, gpu);
    return {
      source: entry?.source ?? "-",
      "made by":
        [entry?.tool, entry?.derivedFrom, entry?.date].filter((part) => part !== undefined).join(", ") || "-",
    };
  };
  const rows = files.map(({ file, rows: count, expected, mfu, allowed }) => ({
    table: file,
    rows: count,
    grid: expected,
    covered: percent(Math.min(1, count / Math.max(1, expected))),
    mfu: range(mfu),
    "roofline allows": range(allowed),
    ...about(file),
  }));
  const known = new Set(files.map(({ file }) => file));
  const further = set.tables
    .filter(({ key }) => !known.has(plainKey(key, gpu)))
    .map((table) => ({ table: table.key, rows: table.rows.length, ...about(table.key) }));
  return {
    title: "Coverage",
    blocks: [
      tableOf(rows),
      ...(further.length > 0 ? [text("Tables beside those of a campaign:"), tableOf(further)] : []),
    ],
  };
}

function faults(findings: readonly Finding[]): Section {
  if (findings.length === 0) return { title: "Faults", blocks: [text("None found.")] };
  return { title: "Faults", blocks: [tableOf(findings.map(findingRow))] };
}

function comparison(set: TableSet, against: NonNullable<TableReportInput["against"]>): Section {
  const compared = compareTables(set.tables, against.set.tables);
  const { shared, onlyHere, onlyThere } = compared;
  const counts = `${shared.length} points are in both, ${onlyHere} only here, ${onlyThere} only in ${against.name}.`;
  return {
    title: `Compared with ${against.name}`,
    blocks:
      shared.length === 0
        ? [text(counts)]
        : [text(counts), tableOf(comparisonRows(compared)), ...figures([comparisonPlot(compared)])],
  };
}

function entryOf(manifest: TableManifest | undefined, key: string, gpu: string): ManifestEntry | undefined {
  return manifest?.files[key] ?? manifest?.files[plainKey(key, gpu)];
}

function figures(list: readonly ReturnType<typeof decodeHeatMap>[]): Block[] {
  return list.length === 0 ? [text("There is no such table.")] : [{ kind: "figures", figures: list }];
}

function text(sentence: string): Block {
  return { kind: "text", text: sentence };
}

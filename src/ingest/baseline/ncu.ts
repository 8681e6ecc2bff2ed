import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { UserError } from "../../errors.ts";

/** What Nsight Compute measured of the longest kernel in its export. Fractions, and TB/s of HBM traffic. */
export interface NcuMetrics {
  readonly kernel: string;
  readonly durationUs?: number;
  readonly tbs?: number;
  readonly smEfficiency?: number;
  readonly occupancy?: number;
}

/** Names of a metric: as collected, and as the details page calls it. */
const NAMES = {
  duration: ["gpu__time_duration.sum", "Duration"],
  bandwidth: ["dram__bytes.sum.per_second", "Memory Throughput"],
  bytes: ["dram__bytes.sum"],
  read: ["dram__bytes_read.sum"],
  written: ["dram__bytes_write.sum"],
  efficiency: [
    "smsp__cycles_active.avg.pct_of_peak_sustained_elapsed",
    "sm__cycles_active.avg.pct_of_peak_sustained_elapsed",
    "sm__throughput.avg.pct_of_peak_sustained_elapsed",
    "Compute (SM) Throughput",
  ],
  occupancy: ["sm__warps_active.avg.pct_of_peak_sustained_active", "Achieved Occupancy"],
} as const;

/** Powers of ten by the units' first letters; older versions write `nsecond` and `Gbyte/second`. */
const PREFIX: Readonly<Record<string, number>> = {
  T: 1e12,
  G: 1e9,
  M: 1e6,
  K: 1e3,
  k: 1e3,
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
};

/** Values in SI units by metric name, of one kernel launch. */
type Metrics = Map<string, number>;

/**
 * Reads `ncu --csv`: one metric a line (`--page details`, the default), or one launch a line (`--page raw`). Lines that
 * ncu prints around the table are passed over.
 * @throws UserError when the file holds neither, or no launch.
 */
export function readNcu(file: string): NcuMetrics {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError({ where: { file }, message: `cannot be read (${(error as Error).message})` });
  }
  const table = text
    .split("\n")
    .filter((line) => line.startsWith('"'))
    .join("\n");
  const rows = parse(table, { relax_column_count: true, skip_empty_lines: true }) as string[][];
  const header = rows[0] ?? [];
  const launches = header.includes("Metric Name")
    ? longForm(header, rows.slice(1))
    : rawForm(header, rows.slice(1));
  if (launches.length === 0) {
    throw new UserError({
      where: { file },
      message: "holds no launch of `ncu --csv`",
      remedy: "Export with: ncu --csv --set full --log-file FILE PROGRAM",
    });
  }
  const duration = ({ metrics }: Launch) => metricOf(metrics, NAMES.duration) ?? 0;
  return summarise(launches.reduce((a, b) => (duration(b) > duration(a) ? b : a)));
}

interface Launch {
  readonly kernel: string;
  readonly metrics: Metrics;
}

function longForm(header: readonly string[], rows: readonly string[][]): Launch[] {
  const column = (name: string) => header.indexOf(name);
  const [id, kernel, name, unit, value] = [
    "ID",
    "Kernel Name",
    "Metric Name",
    "Metric Unit",
    "Metric Value",
  ].map(column);
  const launches = new Map<string, Launch>();
  for (const row of rows) {
    const key = row[id!] ?? "";
    const launch = launches.get(key) ?? { kernel: row[kernel!] ?? "", metrics: new Map() };
    launches.set(key, launch);
    const number = toNumber(row[value!]);
    if (number !== undefined) launch.metrics.set(row[name!] ?? "", number * scaleOf(row[unit!] ?? ""));
  }
  return [...launches.values()];
}

/** The row after the header holds the units. */
function rawForm(header: readonly string[], [units = [], ...rows]: readonly string[][]): Launch[] {
  const kernel = header.indexOf("Kernel Name");
  if (kernel < 0) return [];
  return rows.map((row) => ({
    kernel: row[kernel] ?? "",
    metrics: new Map(
      header.flatMap((name, index) => {
        const number = toNumber(row[index]);
        return number === undefined ? [] : [[name, number * scaleOf(units[index] ?? "")] as const];
      }),
    ),
  }));
}

function summarise({ kernel, metrics }: Launch): NcuMetrics {
  const durationS = metricOf(metrics, NAMES.duration);
  const parts = [metricOf(metrics, NAMES.read), metricOf(metrics, NAMES.written)];
  const bytes =
    metricOf(metrics, NAMES.bytes) ??
    (parts[0] === undefined || parts[1] === undefined ? undefined : parts[0] + parts[1]);
  const bandwidth =
    metricOf(metrics, NAMES.bandwidth) ?? (bytes !== undefined && durationS ? bytes / durationS : undefined);
  const share = (value: number | undefined) => (value === undefined ? undefined : value / 100);
  const [smEfficiency, occupancy] = [
    share(metricOf(metrics, NAMES.efficiency)),
    share(metricOf(metrics, NAMES.occupancy)),
  ];
  return {
    kernel,
    ...(durationS === undefined ? {} : { durationUs: durationS * 1e6 }),
    ...(bandwidth === undefined ? {} : { tbs: bandwidth / 1e12 }),
    ...(smEfficiency === undefined ? {} : { smEfficiency }),
    ...(occupancy === undefined ? {} : { occupancy }),
  };
}

function metricOf(metrics: Metrics, names: readonly string[]): number | undefined {
  const name = names.find((known) => metrics.has(known));
  return name === undefined ? undefined : metrics.get(name);
}

/** ncu groups thousands: `1,234.5`. */
function toNumber(text: string | undefined): number | undefined {
  const plain = text?.replaceAll(",", "").trim() ?? "";
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}

/** `Gbyte/second`, `nsecond`, `us`, `%`. A lone `s` or `byte` has no prefix. */
function scaleOf(unit: string): number {
  if (!/^[TGMKkmun](byte|second|s\b|B)/.test(unit)) return 1;
  return PREFIX[unit[0]!] ?? 1;
}

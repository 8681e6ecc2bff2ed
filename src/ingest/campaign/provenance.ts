import { readCsv } from "../../roofline/tables/csv.ts";
import type { Column } from "../../roofline/tables/parse-csv.ts";
import type { ManifestEntry } from "../../roofline/tables/parse-manifest.ts";

/** What the kernel scripts write after the columns that the simulator reads. */
const COLUMNS: readonly Column[] = [
  { name: "latency_us", type: "positive" },
  { name: "std_us", type: "number" },
  { name: "repeats", type: "count" },
  { name: "clock_mhz", type: "number" },
  { name: "backend", type: "text" },
  { name: "gpu", type: "text" },
  { name: "driver", type: "text" },
  { name: "torch", type: "text" },
  { name: "utc", type: "text" },
];

export interface Provenance {
  readonly rows: number;
  readonly gpus: readonly string[];
  readonly selfTest: boolean;
  readonly versions: Readonly<Record<string, string>>;
  /** Day of the last row. */
  readonly date: string;
  /** Repeats, spread and clocks, in words. */
  readonly spread: string;
}

/** Backends of rows that no GPU has seen. */
const SELF_TEST = /self-test/;

/**
 * Reads where the rows of a kernel script come from.
 * @throws UserError when a column is missing or a cell is no figure of its kind.
 */
export function readProvenance(file: string): Provenance {
  const { rows } = readCsv(file, COLUMNS);
  const column = (name: string) => {
    const index = COLUMNS.findIndex((entry) => entry.name === name);
    return rows.map(({ values }) => values[index]!);
  };
  const words = (name: string) => [...new Set(column(name).map(String))].sort();
  const [us, std, repeats, clocks] = ["latency_us", "std_us", "repeats", "clock_mhz"].map(
    (name) => column(name) as number[],
  ) as [number[], number[], number[], number[]];
  const shares = us.map((value, index) => std[index]! / value).sort((a, b) => a - b);
  const percent = (share: number) =>
    `${(100 * shares[Math.floor(share * (shares.length - 1))]!).toFixed(1)} %`;
  const backends = words("backend");
  return {
    rows: rows.length,
    gpus: words("gpu"),
    selfTest: backends.some((name) => SELF_TEST.test(name)),
    versions: {
      torch: words("torch").join(", "),
      driver: words("driver").join(", "),
      backend: backends.join(", "),
      gpu: words("gpu").join(", "),
    },
    date: words("utc").at(-1)!.slice(0, 10),
    spread:
      `median of ${range(repeats)} repeats; standard deviation over median ${percent(0.5)} (median), ` +
      `${percent(0.9)} (p90); SM clock ${range(clocks)} MHz`,
  };
}

/** The manifest's line for a table of a kernel script. */
export function manifestEntry(
  kind: ManifestEntry["kind"],
  dtype: ManifestEntry["dtype"],
  script: string,
  peakTFlops: number | undefined,
  { selfTest, versions, date, spread }: Provenance,
): ManifestEntry {
  return {
    kind,
    dtype,
    ...(peakTFlops === undefined ? {} : { peakTFlops }),
    source: selfTest ? "modelled" : "measured",
    tool: `bench/kernels/${script}${selfTest ? " --self-test: no GPU, tiny sizes, not to be used" : ""}`,
    versions: { ...versions },
    date,
    error: spread,
  };
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? String(least) : `${least}-${most}`;
}

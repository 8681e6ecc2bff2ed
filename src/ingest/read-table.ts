import { readCsv } from "../roofline/tables/csv.ts";
import type { Cell, Column } from "../roofline/tables/parse-csv.ts";
import type { BenchKind, BenchRow, BenchTable } from "./bench-table.ts";
import { decodePoint, gemmPoint, type KernelPoint, prefillPoint } from "./kernel-point.ts";
import type { BenchShape } from "./sweeps.ts";

/** What is known of a table before it is opened. */
export interface TableFile {
  readonly file: string;
  readonly key: string;
  readonly kind: BenchKind;
  readonly dtype: "bf16" | "fp8";
  readonly shape?: BenchShape;
}

type Values = readonly Cell[];

/** The columns that make a point, and how. */
interface Format {
  readonly columns: readonly Column[];
  readonly point: (values: Values, table: TableFile) => KernelPoint;
}

const count = (name: string): Column => ({ name, type: "count" });
const text = (name: string): Column => ({ name, type: "text" });

const FORMATS: Readonly<Record<BenchKind, Format>> = {
  gemm: {
    columns: [count("m"), count("k"), count("n")],
    point: ([m, k, n], { dtype }) => gemmPoint(m as number, k as number, n as number, dtype),
  },
  prefill: {
    columns: [text("dtype"), count("seq_len")],
    point: ([, length], { shape }) => prefillPoint(shape!, length as number),
  },
  decode: {
    columns: [text("dtype"), text("kv_dtype"), count("batch_size"), count("kv_len")],
    point: ([, kvDtype, batch, kv], { shape }) =>
      decodePoint(shape!, batch as number, kv as number, isFp8(kvDtype as string) ? "fp8" : "bf16"),
  },
};

const optional = (column: Column): Column => ({ ...column, optional: true });

const MEASURED: readonly Column[] = [
  { name: "latency_us", type: "positive" },
  optional({ name: "mfu", type: "number" }),
  // Again, as written: how many digits a figure has says how far it can be trusted.
  optional(text("mfu")),
  optional(text("backend")),
  optional(text("gpu")),
  optional({ name: "std_us", type: "number" }),
];

/**
 * Reads a kernel table with everything that its checks need, rounded and doubtful figures included.
 * @throws UserError naming file, line and column of every cell that is no figure of its kind.
 */
export function readTable(table: TableFile): BenchTable {
  const { columns, point } = FORMATS[table.kind];
  const { rows } = readCsv(table.file, [...columns, ...MEASURED]);
  return {
    ...table,
    rows: rows.map(({ values, line }): BenchRow => {
      const [us, mfu, mfuText, backend, gpu, stdUs] = values.slice(columns.length);
      return {
        point: point(values, table),
        columns: values.slice(0, columns.length) as (string | number)[],
        line,
        us: us as number,
        ...(mfu === undefined ? {} : { mfu: { value: mfu as number, text: mfuText as string } }),
        ...(backend === undefined ? {} : { backend: backend as string }),
        ...(gpu === undefined ? {} : { gpu: gpu as string }),
        ...(stdUs === undefined ? {} : { stdUs: stdUs as number }),
      };
    }),
  };
}

export function isFp8(dtype: string): boolean {
  return dtype.toLowerCase().startsWith("fp8");
}

import type { BenchRow, BenchTable } from "../bench-table.ts";
import { mfuOf } from "../kernel-point.ts";
import type { Check, CheckContext } from "./check.ts";

/** What a factor between the real and the stated utilisation means. */
interface Reading {
  readonly factor: number;
  readonly check: string;
  readonly message: string;
}

/** Share of the rows that one reading must explain. */
const MOST = 0.8;
/** Latencies are rounded too. */
const SLACK = 0.004;

/**
 * Whether the mfu column says what the latency says: FLOPs / latency / mfu gives the peak it is relative to. A factor
 * of two tells FP8 times in the place of BF16 ones, or a prefill that counts the whole square; other factors tell rows
 * of another shape.
 */
export const statedMfu: Check = (table, context) => {
  const rows = table.rows.filter((row) => row.mfu !== undefined && row.mfu.value > 0);
  if (rows.length === 0) return [];
  const plain = unexplained(rows, 1, context);
  if (plain.length === 0) return [];
  const file = table.key;
  const readings = readingsOf(table, rows, context);
  const best = readings.find(
    ({ factor }) => rows.length - unexplained(rows, factor, context).length >= MOST * rows.length,
  );
  if (best !== undefined && plain.length > (1 - MOST) * rows.length) {
    return [{ check: best.check, file, line: plain[0]!.line, rows: plain.length, message: best.message }];
  }
  const other = readings.find(({ factor }) => unexplained(plain, factor, context).length === 0);
  const message =
    other === undefined
      ? "mfu does not follow from the latency: FLOPs / latency / peak gives another figure"
      : `some rows differ from the rest: ${other.message}`;
  return [{ check: other?.check ?? "mfu-latency", file, line: plain[0]!.line, rows: plain.length, message }];
};

/** Rows whose mfu is not the real one divided by `factor`, whatever was lost in rounding. */
function unexplained(rows: readonly BenchRow[], factor: number, { constants }: CheckContext): BenchRow[] {
  return rows.filter(({ point, us, mfu }) => {
    const expected = mfuOf(point, us, constants) / factor;
    return Math.abs(mfu!.value - expected) > roundingOf(mfu!.text) * 1.01 + SLACK * expected;
  });
}

/** Half a unit of the last digit written. */
export function roundingOf(text: string): number {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals);
}

function readingsOf(table: BenchTable, rows: readonly BenchRow[], context: CheckContext): Reading[] {
  const { kind, dtype, shape } = table;
  const { bf16FlopsPerS, fp8FlopsPerS } = context.constants.chip;
  const tera = (flops: number) => (flops / 1e12).toFixed(1).replace(/\.0$/, "");
  if (kind === "gemm") {
    return dtype === "bf16"
      ? [
          {
            factor: fp8FlopsPerS / bf16FlopsPerS,
            check: "dtype-peak",
            message:
              `mfu is relative to the FP8 peak (2mnk/latency/mfu = ${tera(fp8FlopsPerS)} TFLOP/s): these are FP8 times; ` +
              "read as BF16 they are 25-45 % too fast",
          },
        ]
      : [
          {
            factor: bf16FlopsPerS / fp8FlopsPerS,
            check: "dtype-peak",
            message: `mfu is relative to the BF16 peak (2mnk/latency/mfu = ${tera(bf16FlopsPerS)} TFLOP/s) in an FP8 table`,
          },
        ];
  }
  const square = { check: "causal-factor" };
  return [
    ...(kind === "prefill"
      ? [
          {
            ...square,
            factor: 0.5,
            message: "mfu counts the whole square of queries and keys, twice the causal work",
          },
          { ...square, factor: 0.9, message: "mfu counts the whole square divided by 1.8 instead of 2" },
        ]
      : []),
    ...otherHeads(shape!.heads, rows, context),
  ];
}

/** The number of heads that would explain the column. */
function otherHeads(heads: number, rows: readonly BenchRow[], context: CheckContext): Reading[] {
  const factors = rows
    .filter(({ mfu }) => roundingOf(mfu!.text) < 0.02 * mfu!.value)
    .map(({ point, us, mfu }) => mfuOf(point, us, context.constants) / mfu!.value)
    .sort((a, b) => a - b);
  const median = factors[factors.length >> 1];
  if (median === undefined) return [];
  const real = Math.round(heads / median);
  if (real < 1 || real === heads) return [];
  const doubt = Math.abs(median - 2) < 0.02 ? ", unless it is relative to twice the peak" : "";
  return [
    {
      factor: heads / real,
      check: "shape-name",
      message: `the name says ${heads} heads a rank, the mfu column was made with ${real}${doubt}`,
    },
  ];
}

import { UserError } from "../../errors.ts";
import { readCsv } from "../../roofline/tables/csv.ts";
import type { SdpaSizes } from "../sweeps-extra.ts";

/** One line of an SDPA profile: all heads of a batch in one launch. */
export interface ProfileRow extends SdpaSizes {
  readonly dtype: string;
  readonly us: number;
  readonly perHeadUs: number;
  /** Largest error over what is allowed, by bench/kernels/sdpa.py; at most 1 is right. */
  readonly worstError?: number;
}

export interface Profile {
  readonly file: string;
  /** Ascending in heads. */
  readonly rows: readonly ProfileRow[];
}

/**
 * Reads `heads,batch,seq_len,head_dim,dtype` and `per_head_us`, `latency_us` or both.
 * @throws UserError naming file, line and column; or when sizes other than heads differ, which no curve over heads has.
 */
export function readProfile(file: string): Profile {
  const { rows, header } = readCsv(file, [
    { name: "heads", type: "count" },
    { name: "batch", type: "count" },
    { name: "seq_len", type: "count" },
    { name: "head_dim", type: "count" },
    { name: "dtype", type: "text" },
    { name: "per_head_us", type: "positive", optional: true },
    { name: "latency_us", type: "positive", optional: true },
    { name: "worst_error", type: "number", optional: true },
  ]);
  if (!header.includes("per_head_us") && !header.includes("latency_us")) {
    throw new UserError({
      where: { file, line: 1 },
      field: "per_head_us",
      message: "is missing, and so is latency_us",
    });
  }
  const read = rows.map(({ values, line }) => {
    const [heads, batch, seqLen, headDim] = values as number[];
    const [perHead, latency, worst] = values.slice(5) as (number | undefined)[];
    const row: ProfileRow = {
      heads: heads!,
      batch: batch!,
      seqLen: seqLen!,
      headDim: headDim!,
      dtype: values[4] as string,
      us: latency ?? perHead! * heads!,
      perHeadUs: perHead ?? latency! / heads!,
      ...(worst === undefined ? {} : { worstError: worst }),
    };
    return { row, line };
  });
  const first = read[0]!.row;
  const other = read.find(
    ({ row }) => row.batch !== first.batch || row.seqLen !== first.seqLen || row.headDim !== first.headDim,
  );
  if (other !== undefined) {
    throw new UserError({
      where: { file, line: other.line },
      message: "has another batch, seq_len or head_dim than the first row",
      remedy: "A profile goes over heads alone; split the file",
    });
  }
  return { file, rows: read.map(({ row }) => row).sort((a, b) => a.heads - b.heads) };
}

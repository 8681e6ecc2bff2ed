import { UserError } from "../../errors.ts";
import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import { type ForeignRow, type Imported, toTables } from "./foreign-rows.ts";
import { type ForeignRecord, LeftOut, readRecords } from "./records.ts";

/** Vidur's profiles: medians in milliseconds, to the microsecond, fp16. */
const median = (operation: string) => `time_stats.${operation}.median`;

/**
 * Reads one of Vidur's profiles: `mlp.csv` (the four weight matrices of a layer), `attention.csv`, `all_reduce.csv`.
 * @throws UserError when the header is none of theirs.
 */
export function importVidur(file: string, c: KernelConstants): Imported {
  const { header, records } = readRecords(file);
  const leftOut = new LeftOut();
  const has = (...names: string[]) => names.every((name) => header.includes(name));
  const read = has(median("mlp_up_proj"), "n_embd", "num_tokens")
    ? linear
    : has(median("attn_decode"), "kv_cache_size", "is_prefill")
      ? attention
      : has(median("all_reduce"), "num_workers", "size")
        ? allReduce
        : undefined;
  if (read === undefined) {
    throw new UserError({
      where: { file, line: 1 },
      message: "is no header of Vidur's mlp.csv, attention.csv or all_reduce.csv with medians",
      got: header.join(","),
    });
  }
  const rows = records.flatMap((record) => read(record, leftOut));
  const { tables, notes } = toTables(rows, c);
  return { tables, notes: [...leftOut.sentences(), ...notes], versions: {} };
}

/** Microseconds; undefined for a cell that is empty or 0, as Vidur leaves what it did not measure. */
function time(record: ForeignRecord, operation: string): number | undefined {
  const value = Number(record.textOr(median(operation), "0"));
  return value > 0 ? value * 1000 : undefined;
}

function linear(record: ForeignRecord, leftOut: LeftOut): ForeignRow[] {
  const number = record.number;
  const [d, heads, kvHeads, m] = [
    number("n_embd"),
    number("n_head"),
    number("n_kv_head"),
    number("num_tokens"),
  ];
  const tp = number("num_tensor_parallel_workers");
  const gated = /^true$/i.test(record.text("use_gated_mlp"));
  const headDim = d / heads;
  const wide = number("n_expanded_embd") / tp;
  const sites = {
    attn_pre_proj: [d, ((heads + 2 * kvHeads) * headDim) / tp],
    attn_post_proj: [(heads * headDim) / tp, d],
    mlp_up_proj: [d, gated ? 2 * wide : wide],
    mlp_down_proj: [wide, d],
  } as const;
  return Object.entries(sites).flatMap(([operation, [k, n]]): ForeignRow[] => {
    const us = time(record, operation);
    if (us !== undefined) return [{ kind: "gemm", dtype: "bf16", m, k, n, us }];
    leftOut.count(`${operation} without a time`);
    return [];
  });
}

function attention(record: ForeignRecord, leftOut: LeftOut): ForeignRow[] {
  const number = record.number;
  const tp = number("num_tensor_parallel_workers");
  const heads = number("n_q_head");
  const shape = {
    heads: heads / tp,
    kvHeads: Math.max(1, number("n_kv_head") / tp),
    headDim: number("n_embd") / heads,
  };
  const prefill = /^true$/i.test(record.text("is_prefill"));
  const us = time(record, prefill ? "attn_prefill" : "attn_decode");
  if (us === undefined) {
    leftOut.count("attention without a time");
    return [];
  }
  if (!prefill) {
    const [batch, kvLen] = [number("batch_size"), number("kv_cache_size")];
    return [{ kind: "decode", shape, kvDtype: "bf16", batch, kvLen, us }];
  }
  const several = number("batch_size") !== 1;
  if (several || number("kv_cache_size") > 0) {
    leftOut.count(several ? "prefills of several prompts at once" : "prefills with a cached prefix");
    return [];
  }
  return [{ kind: "prefill", shape, seqLen: number("prefill_chunk_size"), us }];
}

function allReduce(record: ForeignRecord, leftOut: LeftOut): ForeignRow[] {
  const number = record.number;
  const ranks = number("num_workers");
  if (Number(record.textOr("devices_per_node", String(ranks))) !== ranks) {
    leftOut.count("all-reduces over several nodes");
    return [];
  }
  const us = time(record, "all_reduce");
  return us === undefined ? [] : [{ kind: "allreduce", impl: "nccl", ranks, bytes: number("size"), us }];
}

import { UserError } from "../../errors.ts";
import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import { isGpu } from "../gpu-name.ts";
import { isFp8 } from "../read-table.ts";
import { type ForeignRow, type Imported, toTables } from "./foreign-rows.ts";
import { type ForeignRecord, LeftOut, readRecords } from "./records.ts";

/** How a kind of file is told by its header, and read. */
interface Format {
  readonly columns: readonly string[];
  readonly read: (record: ForeignRecord, leftOut: LeftOut) => ForeignRow | undefined;
}

const PLAIN = /^(bf16|bfloat16|fp16|float16|half)$/i;

/**
 * aiconfigurator's databases (`gemm_perf.txt`, `context_attention_perf.txt`, `generation_attention_perf.txt`,
 * `custom_allreduce_perf.txt`, `nccl_perf.txt`: latency in milliseconds), and extracts of them with latency in
 * microseconds and short column names.
 */
const FORMATS: readonly Format[] = [
  {
    columns: ["gemm_dtype", "m", "n", "k", "latency"],
    read: (record, leftOut) => gemm(record, "gemm_dtype", record.number("latency") * 1000, leftOut),
  },
  {
    columns: ["m", "k", "n", "dtype", "latency_us"],
    read: (record, leftOut) => gemm(record, "dtype", record.number("latency_us"), leftOut),
  },
  {
    columns: [
      "batch_size",
      "isl",
      "num_heads",
      "num_key_value_heads",
      "head_dim",
      "kv_cache_dtype",
      "step",
      "latency",
    ],
    read: attention,
  },
  {
    columns: ["nh", "nkv", "dh", "batch", "seq_q", "seq_kv", "latency_us"],
    read(record, leftOut) {
      if (record.number("batch") !== 1) return leftOut.count("prefills of several prompts at once");
      if (record.number("seq_q") !== record.number("seq_kv"))
        return leftOut.count("prefills with a cached prefix");
      return {
        kind: "prefill",
        shape: shortShape(record),
        seqLen: record.number("seq_q"),
        us: record.number("latency_us"),
      };
    },
  },
  {
    columns: ["nh", "nkv", "dh", "batch", "kv_len", "latency_us"],
    read: (record) => ({
      kind: "decode",
      shape: shortShape(record),
      kvDtype: "bf16",
      batch: record.number("batch"),
      kvLen: record.number("kv_len"),
      us: record.number("latency_us"),
    }),
  },
  {
    columns: ["num_gpus", "message_size", "latency"],
    read: (record, leftOut) =>
      allReduce(
        record,
        record.number("num_gpus"),
        record.number("message_size"),
        record.number("latency") * 1000,
        leftOut,
      ),
  },
  {
    columns: ["impl", "ranks", "bytes", "latency_us"],
    read: (record, leftOut) =>
      allReduce(record, record.number("ranks"), record.number("bytes"), record.number("latency_us"), leftOut),
  },
];

/** @throws UserError when the header is none that is known, or a cell is no figure. */
export function importAiconfigurator(file: string, gpu: string, c: KernelConstants): Imported {
  const { header, records } = readRecords(file);
  const format = FORMATS.find(({ columns }) => columns.every((name) => header.includes(name)));
  if (format === undefined) {
    throw new UserError({
      where: { file, line: 1 },
      message: "is no header of aiconfigurator's GEMM, attention or all-reduce tables",
      got: header.join(","),
    });
  }
  const leftOut = new LeftOut();
  const rows: ForeignRow[] = [];
  for (const record of records) {
    const device = record.textOr("device", gpu);
    if (!isGpu(device, gpu)) leftOut.count(`rows of ${device}`);
    else {
      const row = format.read(record, leftOut);
      if (row !== undefined) rows.push(row);
    }
  }
  const { tables, notes } = toTables(rows, c);
  return { tables, notes: [...leftOut.sentences(), ...notes], versions: versionsOf(records) };
}

function gemm(
  record: ForeignRecord,
  dtypeColumn: string,
  us: number,
  leftOut: LeftOut,
): ForeignRow | undefined {
  const dtype = record.text(dtypeColumn);
  const plain = PLAIN.test(dtype);
  // fp8 with one scale for each block is another kernel.
  if (!plain && !(isFp8(dtype) && !/block/.test(dtype))) return leftOut.count(`GEMMs in ${dtype}`);
  const [m, k, n] = [record.number("m"), record.number("k"), record.number("n")];
  return { kind: "gemm", dtype: plain ? "bf16" : "fp8", m, k, n, us };
}

/** Context (`op_name` says so, or several new tokens and no step) and generation share one header. */
function attention(record: ForeignRecord, leftOut: LeftOut): ForeignRow | undefined {
  const heads = record.number("num_heads");
  // 0 stands for as many as heads.
  const kvHeads = record.number("num_key_value_heads") || heads;
  const shape = { heads, kvHeads, headDim: record.number("head_dim") };
  const [batch, isl, step] = [record.number("batch_size"), record.number("isl"), record.number("step")];
  const us = record.number("latency") * 1000;
  if (Number(record.textOr("window_size", "0")) > 0) return leftOut.count("attention over a sliding window");
  const kvDtype = isFp8(record.text("kv_cache_dtype")) ? "fp8" : "bf16";
  const name = record.textOr("op_name", isl > 1 ? "context_attention" : "generation_attention");
  if (name.startsWith("generation")) return { kind: "decode", shape, kvDtype, batch, kvLen: isl + step, us };
  if (batch !== 1) return leftOut.count("prefills of several prompts at once");
  if (step > 0) return leftOut.count("prefills with a cached prefix");
  if (isFp8(record.textOr("attn_dtype", "bfloat16"))) return leftOut.count("prefills in fp8");
  return { kind: "prefill", shape, seqLen: isl, us };
}

function shortShape(record: ForeignRecord) {
  return { heads: record.number("nh"), kvHeads: record.number("nkv"), headDim: record.number("dh") };
}

function allReduce(
  record: ForeignRecord,
  ranks: number,
  bytes: number,
  us: number,
  leftOut: LeftOut,
): ForeignRow | undefined {
  const words = ["impl", "backend", "kernel_source", "op_name"]
    .map((name) => record.textOr(name, ""))
    .join(" ")
    .toLowerCase();
  if (/eager/.test(words)) return leftOut.count("all-reduces launched without a CUDA graph");
  if (/gather|scatter|all_?to_?all/.test(words)) return leftOut.count("collectives that are no all-reduce");
  return {
    kind: "allreduce",
    impl: /nccl/.test(words) && !/vllm|trt|custom/.test(words) ? "nccl" : "custom",
    ranks,
    bytes,
    us,
  };
}

function versionsOf(records: readonly ForeignRecord[]): Record<string, string> {
  const known = new Map<string, Set<string>>();
  for (const record of records) {
    const framework = record.textOr("framework", "");
    if (framework === "") continue;
    known.set(framework, (known.get(framework) ?? new Set()).add(record.textOr("version", "unknown")));
  }
  return Object.fromEntries([...known].map(([name, versions]) => [name, [...versions].sort().join(", ")]));
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ImportFormat, importTables, storeImport } from "../../../src/ingest/import/import.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";
import { CONTEXT, cleanTables } from "../fixtures.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "import-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const request = (from: ImportFormat, path: string) => ({ from, path, gpu: "H100", context: CONTEXT });
const read = (from: ImportFormat, path: string) => importTables(request(from, path));
const textOf = (from: ImportFormat, path: string, key: string) =>
  read(from, path)
    .tables.find((table) => table.key === key)!
    .text.trim()
    .split("\n");

describe("aiconfigurator", () => {
  const GEMM = "framework,version,device,op_name,kernel_source,gemm_dtype,m,n,k,latency\n";

  test("milliseconds become microseconds, n and k keep their meaning, the fastest kernel of a point counts", () => {
    const file = write(
      "gemm_perf.txt",
      `${GEMM}VLLM,0.14.0,NVIDIA H100 80GB HBM3,gemm,cublas,bfloat16,64,6144,4096,0.0202\n` +
        "VLLM,0.14.0,NVIDIA H100 80GB HBM3,gemm,other,bfloat16,64,6144,4096,0.0191\n" +
        "VLLM,0.14.0,NVIDIA H100 80GB HBM3,gemm,cutlass,fp8,64,6144,4096,0.0151\n" +
        "VLLM,0.14.0,NVIDIA H100 80GB HBM3,gemm,deepgemm,fp8_block,64,6144,4096,0.0141\n" +
        "VLLM,0.14.0,NVIDIA H200,gemm,cublas,bfloat16,64,6144,4096,0.0141\n",
    );
    const { tables, notes, versions } = read("aiconfigurator", file);
    // 2 * 64 * 4096 * 6144 / 19.1 us / 989.5 TFLOP/s.
    expect(tables.find(({ key }) => key === "gemm/data.csv")!.text).toBe(
      "m,k,n,latency_us,mfu\n64,4096,6144,19.1,0.1704\n",
    );
    expect(tables.find(({ key }) => key === "gemm/fp8.csv")).toMatchObject({ rows: 1, dtype: "fp8" });
    expect(notes).toEqual([
      "1 left out: GEMMs in fp8_block",
      "1 left out: rows of NVIDIA H200",
      "1 rows repeat a point; the fastest of each was kept",
    ]);
    expect(versions).toEqual({ VLLM: "0.14.0" });
  });

  test("attention: prompts alone, and decode at isl + step", () => {
    const header =
      "framework,version,device,op_name,kernel_source,batch_size,isl,num_heads,num_key_value_heads,head_dim,beam_width,attn_dtype,kv_cache_dtype,step,latency\n";
    const line = (
      op: string,
      batch: number,
      isl: number,
      kv: number,
      step: number,
      ms: number,
      dtype = "bfloat16",
    ) =>
      `VLLM,0.14.0,NVIDIA H100 80GB HBM3,${op},flash,${batch},${isl},32,${kv},128,1,bfloat16,${dtype},${step},${ms}\n`;
    const context = write(
      "context_attention_perf.txt",
      header +
        line("context_attention", 1, 1024, 8, 0, 0.0381) +
        line("context_attention", 4, 1024, 8, 0, 0.1),
    );
    expect(textOf("aiconfigurator", context, "mha/prefill/32-8-128.csv")).toEqual([
      "dtype,seq_len,latency_us,mfu",
      "bf16,1024,38.1,0.2279",
    ]);
    expect(read("aiconfigurator", context).notes).toEqual([
      "1 left out: prefills of several prompts at once",
    ]);
    const generation = write(
      "generation_attention_perf.txt",
      header +
        line("generation_attention", 16, 1, 0, 1023, 0.0235) +
        line("generation_attention", 16, 1, 0, 1023, 0.02, "fp8"),
    );
    expect(textOf("aiconfigurator", generation, "mha/decode/32-32-128-tp1.csv").slice(1)).toEqual([
      "bf16,bf16,16,1024,23.5,0.01154",
      "bf16,fp8,16,1024,20,0.01356",
    ]);
  });

  test("all-reduce: custom and NCCL apart, eager launches left out", () => {
    const file = write(
      "custom_allreduce_perf.txt",
      "framework,version,device,op_name,kernel_source,allreduce_dtype,num_gpus,message_size,latency,backend\n" +
        "vLLM,0.24,NVIDIA H100 80GB HBM3,all_reduce,vLLM_custom_graph,bfloat16,2,8192,0.0044,vllm_graph\n" +
        "vLLM,0.24,NVIDIA H100 80GB HBM3,all_reduce,vLLM_custom_eager,bfloat16,2,8192,0.02,vllm_eager\n",
    );
    expect(textOf("aiconfigurator", file, "comm/allreduce.csv").slice(1)).toEqual(["custom,2,8192,4.4"]);
    expect(read("aiconfigurator", file).notes).toEqual([
      "1 left out: all-reduces launched without a CUDA graph",
    ]);
    const nccl = write(
      "nccl_perf.txt",
      "nccl_dtype,num_gpus,message_size,op_name,latency\nhalf,8,1024,nccl,0.017\n",
    );
    expect(textOf("aiconfigurator", nccl, "comm/allreduce.csv").slice(1)).toEqual(["nccl,8,1024,17"]);
  });

  test("what is no such file is told apart: LFS pointers, other headers, cells that are no figures", () => {
    const pointer = write("a.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    expect(() => read("aiconfigurator", pointer)).toThrow(/Git LFS pointer.*git lfs pull/);
    expect(() => read("aiconfigurator", write("b.csv", "a,b\n1,2\n"))).toThrow(
      "is no header of aiconfigurator's",
    );
    const bad = write("c.txt", `${GEMM}VLLM,1,NVIDIA H100 80GB HBM3,gemm,x,bfloat16,64,big,4096,0.02\n`);
    expect(() => read("aiconfigurator", bad)).toThrow(/c\.txt:2: n must be a number, got "big"/);
    expect(() => read("aiconfigurator", folder)).toThrow("must be a file for --from aiconfigurator");
    expect(() => read("infersim", bad)).toThrow("must be a folder for --from infersim");
    expect(() => read("vidur", join(folder, "none"))).toThrow("does not exist");
  });
});

describe("Vidur", () => {
  test("the four weight matrices of a layer, on each number of ranks, zeros left out", () => {
    const names = ["attn_pre_proj", "attn_post_proj", "mlp_up_proj", "mlp_down_proj"];
    const file = write(
      "mlp.csv",
      `n_head,n_kv_head,n_embd,n_expanded_embd,vocab_size,use_gated_mlp,num_tokens,num_tensor_parallel_workers,${names
        .map((name) => `time_stats.${name}.median`)
        .join(",")}\n64,8,8192,28672,32768,True,128,2,0.1,0.05,0.2,0.0\n`,
    );
    expect(
      textOf("vidur", file, "gemm/data.csv")
        .slice(1)
        .map((line) => line.split(",").slice(0, 4).join()),
    ).toEqual(["128,4096,8192,50", "128,8192,5120,100", "128,8192,28672,200"]);
    expect(read("vidur", file).notes).toEqual(["1 left out: mlp_down_proj without a time"]);
  });

  test("attention of one rank; prefills with a cache left out", () => {
    const header =
      "time_stats.attn_decode.median,time_stats.attn_prefill.median,n_embd,n_q_head,n_kv_head,block_size,num_tensor_parallel_workers,max_model_len,batch_size,prefill_chunk_size,kv_cache_size,is_prefill\n";
    const file = write(
      "attention.csv",
      `${header}0.015,,8192,64,8,16,2,4096,16,0,1024,False\n,0.3,8192,64,8,16,2,4096,1,2048,0,True\n,0.4,8192,64,8,16,2,4096,1,512,1024,True\n`,
    );
    expect(textOf("vidur", file, "mha/decode/32-4-128-tp1.csv")[1]).toMatch(/^bf16,bf16,16,1024,15,/);
    expect(textOf("vidur", file, "mha/prefill/32-4-128.csv")[1]).toMatch(/^bf16,2048,300,/);
    expect(read("vidur", file).notes).toEqual(["1 left out: prefills with a cached prefix"]);
  });

  test("all-reduce within a node", () => {
    const header =
      "time_stats.all_reduce.median,rank,num_workers,size,collective,devices_per_node,max_devices_per_node\n";
    const file = write(
      "all_reduce.csv",
      `${header}0.037,0,8,2048,all_reduce,8,8\n0.08,0,8,2048,all_reduce,4,8\n`,
    );
    expect(textOf("vidur", file, "comm/allreduce.csv").slice(1)).toEqual(["nccl,8,2048,37"]);
    expect(() => read("vidur", write("x.csv", "a\n1\n"))).toThrow(
      "Vidur's mlp.csv, attention.csv or all_reduce.csv",
    );
  });
});

describe("InferSim and BLIS", () => {
  test("kind-first folders become the GPU's own, decode names get their ranks, mfu is made again", () => {
    const tables = cleanTables();
    const from = (path: string, to: string) => write(to, tables.get(path)!);
    from("gemm/data.csv", "blis/gemm/h100/data.csv");
    from("mha/prefill/32-8-128.csv", "blis/mha/prefill/h100/32-8-128.csv");
    from("mha/decode/64-8-128-tp2.csv", "blis/mha/decode/h100/64-8-128-tp2.csv");
    from("mha/decode/28-4-128-tp4.csv", "blis/mha/decode/h100/7-1-128.csv");
    write("blis/dsa/x.csv", "a\n1\n");
    const { tables: imported, notes, findings } = read("blis", join(folder, "blis"));
    expect(imported.map(({ key }) => key)).toEqual([
      "gemm/data.csv",
      "mha/prefill/32-8-128.csv",
      "mha/decode/64-8-128-tp2.csv",
      "mha/decode/7-1-128-tp1.csv",
    ]);
    expect(notes).toEqual(["not read: dsa"]);
    expect(findings).toEqual([]);
    const times = (text: string) =>
      text
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => [line.split(",").slice(0, 4).join(), Number(line.split(",")[4])]);
    expect(times(imported[2]!.text)).toEqual(times(tables.get("mha/decode/64-8-128-tp2.csv")!));
  });

  test("stored with where it comes from, and never over something better", () => {
    const source = join(folder, "blis");
    write("blis/mha/prefill/h100/32-8-128.csv", cleanTables().get("mha/prefill/32-8-128.csv")!);
    const output = join(folder, "out");
    const imported = read("blis", source);
    const store = (dryRun = false) => storeImport(imported, request("blis", source), output, dryRun);
    expect(store(true)).toEqual([{ file: "mha/prefill/32-8-128.csv", rows: 9, outcome: "stored" }]);
    expect(() => readFileSync(join(output, "manifest.json"))).toThrow();
    store();
    const entry = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")).files[
      "mha/prefill/32-8-128.csv"
    ];
    expect(entry).toEqual({
      kind: "prefill",
      dtype: "bf16",
      peakTFlops: 989.5,
      source: "measured",
      derivedFrom: "blis, measured by others; times as they stand there",
      tool: "inference-sim bench import --from blis",
    });
    const fewer = { ...imported, tables: [{ ...imported.tables[0]!, rows: 8 }] };
    expect(storeImport(fewer, request("blis", source), output, false)).toMatchObject([{ outcome: "kept" }]);
  });
});

test("an SDPA profile: time of all heads, and utilisation against 4 B H S^2 D", () => {
  const file = write("sdpa.csv", "heads,batch,seq_len,head_dim,dtype,per_head_us\n96,16,512,64,fp16,3.82\n");
  // 4 * 16 * 96 * 512^2 * 64 FLOPs in 366.72 us.
  expect(textOf("sdpa", file, "baseline/sdpa.csv")).toEqual([
    "heads,batch,seq_len,head_dim,dtype,per_head_us,latency_us,mfu",
    "96,16,512,64,fp16,3.82,366.72,0.2841",
  ]);
});

describeWithReference("published H100 tables", "infersim/bench_data/gemm/h100/data.csv", () => {
  test("their GEMM table is stored as FP8, with utilisation of the FP8 peak", () => {
    const { tables, notes, findings } = read("infersim", referenceFile("infersim/bench_data"));
    const gemm = tables.find(({ kind }) => kind === "gemm")!;
    expect(gemm).toMatchObject({ key: "gemm/fp8.csv", dtype: "fp8", rows: 112 });
    // First row of the file: m 8, k 2048, n 6144 in 8.988 us, whose mfu column says 0.011.
    expect(gemm.text.split("\n")[1]).toBe("8,2048,6144,8.988,0.01132");
    expect(notes.join()).toContain("holds FP8 times");
    expect(findings.length).toBeGreaterThan(40);
  });

  test("every kernel file of the reference is read whole", () => {
    const rows = (name: string) => {
      const path = referenceFile(`kernels/${name}`);
      const lines = readFileSync(path, "utf8").trim().split("\n").length - 1;
      const { tables, notes } = read("aiconfigurator", path);
      const leftOut = notes
        .map((note) => Number(/^(\d+)/.exec(note)?.[1] ?? 0))
        .reduce((sum, count) => sum + count, 0);
      return [tables.reduce((sum, table) => sum + table.rows, 0) + leftOut, lines];
    };
    for (const name of [
      "gemm_bf16_h100.csv",
      "gemm_fp8_vllm_h100.csv",
      "attention_prefill_vllm_h100.csv",
      "attention_decode_vllm_h100.csv",
      "allreduce_h100.csv",
    ]) {
      const [read, lines] = rows(name);
      expect(read, name).toBe(lines);
    }
  });
});

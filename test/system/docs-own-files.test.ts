import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { shellWords } from "../../src/config/vllm/shell-words.ts";
import { cli, scratchFolder } from "./cli.ts";
import { indentedLines, PAGES } from "./pages.ts";

/**
 * Command lines without a prompt need a cluster, a GPU, or files of the reader's. Files are made up here; what would
 * submit jobs is run as it stands with `--dry-run` behind it; what goes on from a campaign that has run gets as far as
 * missing it (test/real runs whole campaigns).
 */
const NEEDS_CAMPAIGN = [
  { line: /^bench collect /, says: "campaign.json: does not exist: nothing was submitted from this folder" },
  { line: /^bench submit --only /, says: "--target is needed for a new campaign" },
];
const SUBMITS = /^bench submit /;

/** Lines that no test of this program runs, and why. */
const NOT_RUN = [
  { line: /^(npx|npm run) /, why: "checks, tests, builds and benchmarks of this repository, themselves" },
  { line: /^python3 -m venv /, why: "installs PyTorch" },
  {
    line: /^(python3 bench\/kernels\/sdpa\.py|ncu) /,
    why: "times kernels on a GPU; test/real self-tests the script",
  },
];

const PROGRAM = /^(?:\.\/)?inference-sim (.+)$/;
const ofProgram = (page: string) => indentedLines(page).flatMap((line) => PROGRAM.exec(line)?.[1] ?? []);

describe.each(PAGES.filter((page) => ofProgram(page).length > 0))(
  "what %s does with files of the reader's",
  (page) => {
    const scratch = scratchFolder();
    const cwd = () => scratch.path("here");

    beforeAll(async () => {
      for (const [name, text] of Object.entries(FILES)) write(scratch.path(`here/${name}`), text);
      for (const [name, ...flags] of MEASURED) {
        const run = ["run", "--model", "llama-3.1-8b", "--num-prompts", "12", ...flags, "--output", name];
        expect((await cli([...run, "--quiet"], { cwd: cwd() })).code).toBe(0);
        // Without the simulator's own part it is what `vllm bench serve` writes.
        const { simulator: _, ...result } = JSON.parse(
          readFileSync(scratch.path(`here/${name}/result.json`), "utf8"),
        );
        write(scratch.path(`here/${name}.json`), JSON.stringify(result));
      }
    });

    it.each(ofProgram(page))("%s", async (line) => {
      const missing = NEEDS_CAMPAIGN.find((known) => known.line.test(line));
      const dryRun = missing === undefined && SUBMITS.test(line) ? ["--dry-run"] : [];
      const { code, stdout, stderr } = await cli([...shellWords(line, page), ...dryRun], { cwd: cwd() });
      if (missing === undefined) {
        expect(code, stderr).toBe(0);
        expect(stdout).not.toBe("");
      } else {
        expect(stderr).toContain(missing.says);
        expect(code).toBe(2);
      }
    });
  },
);

it("nothing else stands in an indented block but what is known not to be run", () => {
  const others = PAGES.flatMap(indentedLines).filter((line) => !PROGRAM.test(line));
  expect(others.length).toBeGreaterThan(0);
  expect(others.filter((line) => !NOT_RUN.some((known) => known.line.test(line)))).toEqual([]);
  for (const { line, why } of NOT_RUN)
    expect(
      others.some((other) => line.test(other)),
      why,
    ).toBe(true);
});

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Runs that play measurements: a name, and what makes them differ. */
const SERVER = ["--max-num-seqs", "128"];
const LENGTHS = (prompt: number, output: number) => [
  ...["--random-input-len", String(prompt), "--random-output-len", String(output)],
];
const CALIBRATED = ["--latency-model", "calibrated", "--request-rate", "inf"];
const MEASURED: readonly (readonly [name: string, ...flags: string[]])[] = [
  ["result", ...SERVER, ...LENGTHS(512, 64), "--rate", "6"],
  ["other-load", ...SERVER, ...LENGTHS(512, 64), "--rate", "12"],
  ["prefill", ...CALIBRATED, ...LENGTHS(4096, 1), "--max-concurrency", "1"],
  ["decode-1", ...CALIBRATED, ...LENGTHS(64, 96), "--max-concurrency", "1"],
  ["decode-64", ...CALIBRATED, ...LENGTHS(64, 96), "--max-concurrency", "64"],
];

const profile = (perHeadUs: number) =>
  `heads,batch,seq_len,head_dim,dtype,per_head_us\n${[8, 32, 96].map((heads) => `${heads},16,512,64,fp16,${perHeadUs}`).join("\n")}\n`;
const MLP = ["attn_pre_proj", "attn_post_proj", "mlp_up_proj", "mlp_down_proj"];

/** Files in the formats of the projects that they are said to come from. */
const FILES: Readonly<Record<string, string>> = {
  "../InferSim/bench_data/gemm/h100/data.csv":
    "m,k,n,latency_us,mfu\n64,4096,6144,19.1,0.17\n128,4096,6144,20.2,0.322\n",
  "gemm_perf.txt":
    "framework,version,device,op_name,kernel_source,gemm_dtype,m,n,k,latency\n" +
    "VLLM,0.14.0,NVIDIA H100 80GB HBM3,gemm,cublas,bfloat16,64,6144,4096,0.0202\n",
  "profiling/compute/h100/model/mlp.csv":
    "n_head,n_kv_head,n_embd,n_expanded_embd,vocab_size,use_gated_mlp,num_tokens,num_tensor_parallel_workers," +
    `${MLP.map((name) => `time_stats.${name}.median`).join(",")}\n64,8,8192,28672,32768,True,128,2,0.1,0.05,0.2,0.1\n`,
  "sdpa.csv": profile(3.82),
  "mine.csv": profile(2.4),
  "fa3.csv": profile(2.2),
  "mine.ncu.csv":
    '"ID","Kernel Name","dram__bytes_read.sum","dram__bytes_write.sum","gpu__time_duration.sum"\n' +
    '"","","Mbyte","Mbyte","ns"\n"0","attention","300","100","200000"\n',
};

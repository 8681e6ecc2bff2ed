import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeWithReference, referenceFile } from "../reference.ts";
import { cli, EXAMPLE, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();

async function ok(line: string) {
  const ended = await cli(words(line));
  expect(ended.code, ended.stderr).toBe(0);
  return ended;
}
const json = async (line: string) => JSON.parse((await ok(`${line} --format json --quiet`)).stdout);

describe("workload inspect", () => {
  it("shows figures and histograms on a terminal", async () => {
    const { stdout, stderr } = await ok(`workload inspect ${EXAMPLE} --limit 100`);
    expect(stdout).toMatch(/^requests +100$/m);
    expect(stdout).toMatch(/^rate +\d+\.\d+ requests\/s$/m);
    expect(stdout).toMatch(/^prompt tokens\n +\d/m);
    expect(stdout).toContain("█");
    expect(stderr).toContain("stopped reading at --limit 100");
  });

  it("looks at traces that are too long to simulate", async () => {
    const file = scratch.write("long.csv", "arrival,prompt,output\n0,5,6\n20000000,5,6\n");
    expect((await json(`workload inspect ${file}`)).durationS).toBe(2e7);
    expect((await ok(`workload inspect ${file}`)).stderr).toContain("exact to 2 ns only");
    expect((await cli(words(`replay ${file}`))).code).toBe(2);
  });

  it("counts what is left out", async () => {
    const file = scratch.write("empty.csv", "arrival,prompt,output\n0,5,6\n1,0,6\n2,5,6\n");
    const { stdout, stderr } = await ok(`workload inspect ${file} --drop-empty --format csv`);
    expect(stdout.trim().split("\n")).toHaveLength(2);
    expect(stderr).toContain("left out: 1 (0 prompt tokens)");
    expect((await cli(words(`workload inspect ${file}`))).stderr).toContain("--drop-empty");
  });
});

describeWithReference("prefix reuse with a cache without limits", "traces/mooncake_conversation", () => {
  const path = (name: string) => referenceFile(`traces/mooncake_conversation/${name}`);

  // Golden: every full block of 16 tokens seen before, the last token of a prompt never.
  it.each([
    ["conversation_trace.jsonl.gz", 0.373617, 54_097_440, 144_793_823],
    ["first30min.jsonl", 0.347193, 25_554_896, undefined],
    ["head100.jsonl", 0.033244, 50_688, undefined],
  ])("%s", async (name, ratio, hitTokens, inputTokens) => {
    const summary = await json(`workload inspect ${path(name)}`);
    expect(summary.infiniteCacheHitRatio).toBeCloseTo(ratio, 6);
    expect(summary.hitTokens).toBe(hitTokens);
    if (inputTokens !== undefined) expect(summary.inputTokens).toBe(inputTokens);
  });

  it("is what a server with room for everything hits", async () => {
    const { simulator } = await json(
      `replay ${path("head100.jsonl")} --num-gpu-blocks-override 1000000 --no-save-detailed`,
    );
    expect(simulator.prefixCache).toMatchObject({ hitTokens: 50_688, vllmCounter: { hitTokens: 50_688 } });
  });
});

describe("workload convert", () => {
  it.each(["azure", "mooncake", "llmservingsim", "csv", "jsonl"])(
    "to %s keeps every request",
    async (format) => {
      const out = scratch.path(`as-${format}.txt`);
      await ok(`workload convert ${EXAMPLE} ${out} --to ${format} --limit 50`);
      const [before, after] = [
        await json(`workload inspect ${EXAMPLE} --limit 50`),
        await json(`workload inspect ${out}`),
      ];
      for (const key of ["requests", "promptTokens", "outputTokens"]) expect(after[key]).toEqual(before[key]);
      expect(after.durationS).toBeCloseTo(before.durationS, 6);
    },
  );

  it("writes to stdout, cut and scaled", async () => {
    const { stdout, stderr } = await ok(`workload convert ${EXAMPLE} - --to csv --limit 2 --time-scale 2`);
    expect(stdout).toMatch(/^arrival_ns,prompt_tokens,output_tokens\n0,\d+,\d+\n\d+,\d+,\d+\n$/);
    expect(stderr).toContain("2 requests are in stdout");
  });

  it("tells the format by the file's name, and what it cannot hold", async () => {
    const chat = "configs/workloads/chat.csv";
    await ok(`workload convert ${chat} ${scratch.path("chat.jsonl")}`);
    expect(readFileSync(scratch.path("chat.jsonl"), "utf8")).toMatch(/^\{"arrival_ns":/);
    const prefixes = scratch.path("prefixes.csv");
    await ok(`workload generate ${prefixes} --workload prefix_repetition --num-prompts 20`);
    const { stderr } = await ok(`workload convert ${prefixes} ${scratch.path("a.txt")} --to azure`);
    expect(stderr).toContain("azure does not hold prompt block ids: prompts will be distinct");
  });

  it.each([
    [`${EXAMPLE} a.txt`, 2, "--to must name the format of a.txt"],
    [`${EXAMPLE} a.csv.gz`, 2, "a.csv.gz cannot be written: traces are written uncompressed"],
    [
      `${EXAMPLE} /no/such/folder/a.csv`,
      1,
      "/no/such/folder/a.csv: cannot be written: its folder does not exist",
    ],
    [`none.csv a.csv`, 2, "none.csv: does not exist"],
    [`${EXAMPLE} a.csv --to xml`, 2, "--to must be one of azure, mooncake"],
  ])("%s", async (args, code, message) => {
    const ended = await cli(words(`workload convert ${args}`));
    expect(ended).toMatchObject({ code, stdout: "" });
    expect(ended.stderr).toContain(message);
  });
});

describe("run, export, replay", () => {
  it.each([
    ["csv", "--workload prefix_repetition --num-prompts 40"],
    ["jsonl", "--workload distribution --prompt-tokens 300 --output-tokens-choices 5,50:2 --num-prompts 40"],
    [
      "llmservingsim",
      "--workload sessions --turns 3 --think-time 2 --prompt-tokens 100 --output-tokens 20 --num-prompts 12",
    ],
  ])("gives the same latencies through %s", async (format, workload) => {
    const file = scratch.path(`export-${format}.txt`);
    await ok(`workload generate ${file} --to ${format} --rate 6 ${workload}`);
    const ran = await json(`run --rate 6 ${workload}`);
    const replayed = await json(`replay ${file}`);
    expect(replayed.ttfts).toHaveLength(ran.ttfts.length);
    for (const key of ["mean_ttft_ms", "p99_ttft_ms", "mean_tpot_ms", "p99_e2el_ms", "total_output_tokens"]) {
      expect(replayed[key]).toBeCloseTo(ran[key], 9);
    }
    expect(replayed.simulator.prefixCache).toEqual(ran.simulator.prefixCache);
  });
});

describe("workload", () => {
  it("asks for one of its commands, with a did-you-mean", async () => {
    const { code, stderr } = await cli(words("workload inspekt a.csv"));
    expect(code).toBe(2);
    expect(stderr).toContain('got "inspekt". Did you mean "inspect"?');
  });
});

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cli, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const COMMON = "--model llama-3.1-8b --latency-model calibrated --num-prompts 60 --seeds 2";

/** By name; the time at which it was written is that of its simulation. */
function filesOf(folder: string): Record<string, { text: string; inode: number }> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => {
      const path = join(folder, name);
      return [name, { text: readFileSync(path, "utf8"), inode: statSync(path).ino }];
    }),
  );
}

beforeAll(async () => {
  scratch.write(
    "a.yaml",
    "model: llama-3.1-8b\nlatency-model: calibrated\nnum-prompts: 40\nrequest-rate: 5\n",
  );
  scratch.write("b.yaml", "model: llama-3.1-8b\nlatency-model: mfu\nnum-prompts: 40\nrequest-rate: 5\n");
  const run = `run --config ${scratch.path("a.yaml")} --quiet --output`;
  await cli(words(`${run} ${scratch.path("run")}`));
});

const COMMANDS: readonly (readonly [string, () => string, readonly string[]])[] = [
  ["capacity", () => `capacity ${COMMON} --slo ttft_p99<900ms --tp 1,2`, ["goodput.csv"]],
  ["recommend", () => `recommend ${COMMON} --rate 4 --slo ttft_p99<1s --gpu H100 --tp 1,2`, []],
  ["sensitivity", () => `sensitivity ${COMMON} --rate 10 --knobs peak,chunk-size`, []],
  ["compare", () => `compare ${scratch.path("a.yaml")} ${scratch.path("b.yaml")} --seeds 2`, ["report.html"]],
  [
    "compare --against",
    () => `compare --against ${scratch.path("run")}/result.json --latency-model calibrated`,
    ["requests.csv"],
  ],
];

describe("the folder of an experiment", () => {
  it.each(COMMANDS)(
    "of %s holds the same files, and the same bytes the second time",
    async (name, line, more) => {
      const output = scratch.path(name.replaceAll(" ", ""));
      const command = words(`${line()} --output ${output}`);
      const first = await cli(command);
      expect(first.code, first.stderr).toBe(0);
      const before = filesOf(output);
      const names = Object.keys(before);
      const results = names.filter((file) => file.startsWith("results/"));
      expect(names).toEqual([...results, "manifest.json", "summary.csv", "summary.json", ...more].sort());

      const manifest = JSON.parse(before["manifest.json"]!.text);
      expect(manifest.command).toBe(name.split(" ")[0]);
      const ids: string[] = manifest.scenarios.map(({ id }: { id: string }) => id);
      expect(ids.map((id) => `results/${id}.json`).sort()).toEqual(results);
      expect(results.length).toBeGreaterThan(0);
      expect(before["manifest.json"]!.text).not.toContain(new Date().toISOString().slice(0, 10));

      const second = await cli(command);
      expect([second.code, second.stdout]).toEqual([0, first.stdout]);
      const after = filesOf(output);
      for (const file of Object.keys({ ...before, ...after })) {
        expect(after[file]?.text, file).toBe(before[file]?.text);
        // A result that is written again is another file under the same name.
        if (file.startsWith("results/") && name !== "compare --against")
          expect(after[file]!.inode, file).toBe(before[file]!.inode);
      }
    },
  );

  it("is not another's: it is refused before anything is simulated, and stays as it was", async () => {
    const output = scratch.path("capacity");
    const before = filesOf(output);
    const sweep = scratch.write(
      "s.yaml",
      "models: llama-3.1-8b\nworkloads: [{dataset: random, numPrompts: 5}]\n",
    );
    for (const [line, message] of [
      [`capacity ${COMMON} --slo ttft_p99<800ms --tp 1,2`, "slo [ttft_p99<900ms], here [ttft_p99<800ms]"],
      [`sensitivity ${COMMON} --rate 10`, "command capacity, here sensitivity"],
      [`compare ${scratch.path("a.yaml")} ${scratch.path("b.yaml")}`, "command capacity, here compare"],
      [`sweep ${sweep}`, "holds an experiment of `capacity`"],
    ] as const) {
      const { code, stdout, stderr } = await cli(words(`${line} --output ${output} --quiet`));
      expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
    expect(filesOf(output)).toEqual(before);
    const { stderr } = await cli(words(`sensitivity ${COMMON} --output ${scratch.path("run")} --quiet`));
    expect(stderr).toContain("holds a result.json that is of no experiment");
  });

  it("holds no summary when the command fails", async () => {
    const output = scratch.path("failing");
    const { code } = await cli(
      words(`capacity ${COMMON} --slo tpot_p99<1s --random-output-len 1 --output ${output}`),
    );
    expect(code).toBe(2);
    const files = Object.keys(filesOf(output)).filter((name) => !name.startsWith("results/"));
    expect(files).toEqual([]);
  });

  it("holds runs that no settings describe, and those are not rerun as something else", async () => {
    const manifest = JSON.parse(readFileSync(join(scratch.path("sensitivity"), "manifest.json"), "utf8"));
    const changed = manifest.scenarios.find(({ whatIf }: { whatIf?: object }) => whatIf !== undefined);
    const file = join(scratch.path("sensitivity"), "results", `${changed.id}.json`);
    const { code, stderr } = await cli(words(`run --config ${file}`));
    expect([code, stderr]).toEqual([2, expect.stringContaining("is of a server that no settings describe")]);
    const [own] = readdirSync(join(scratch.path("compare--against"), "results"));
    const against = await cli(
      words(`run --config ${join(scratch.path("compare--against"), "results", own!)}`),
    );
    expect([against.code, against.stderr]).toEqual([2, expect.stringContaining("compare --against")]);
  });
});

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/table.ts";
import { CLI, cli, EXAMPLE, ROOT, scratchFolder } from "./cli.ts";

/** Examples of `--help`, in an order in which what one writes is there for the next. */
const EXAMPLES = COMMANDS.flatMap(({ examples = [] }) => examples.map(([line]) => line)).sort(
  (a, b) => Number(b.startsWith("bench synth")) - Number(a.startsWith("bench synth")),
);

/** They name measurements, or tables of another project, that nobody can make up here; their flags are checked all the same. */
const OF_MEASUREMENTS =
  /^(validate|calibrate|bench (lint|import|report --baseline|collect|status))\b|--from infersim/;
/** They start jobs. */
const OF_CLUSTERS = /--executor slurm|^bench submit/;

describe("every example of --help runs as it stands", () => {
  const scratch = scratchFolder();
  /** By a shell, as whoever copies an example would. */
  const run = (line: string) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const program = `inference-sim() { ${process.execPath} ${CLI} "$@"; }; inference-sim ${line}`;
      execFile("bash", ["-c", program], { cwd: scratch.path(""), maxBuffer: 1e8 }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });

  beforeAll(async () => {
    cpSync(join(ROOT, "configs"), scratch.path("configs"), { recursive: true });
    for (const name of ["trace.csv", "azure.csv"]) cpSync(EXAMPLE, scratch.path(name));
    const rows = Array.from({ length: 40 }, (_, i) => ({ t: i / 4, in: 100 + i, out: 20 }));
    scratch.write("log.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const scenario = "model: llama-3.1-8b\nworkload: chatbot\nnum-prompts: 50\nrequest-rate: 5\n";
    scratch.write("a.yaml", scenario);
    scratch.write("b.yaml", `${scenario}tp: 2\n`);
    mkdirSync(scratch.path("out"));
    const few = "run --model llama-3.1-8b --workload chatbot --num-prompts 200 --rate 5 --quiet";
    for (const name of ["a", "b", "example"]) {
      const { code, stderr } = await run(`${few} --seed ${name.length} --output out/${name}`);
      expect(code, stderr).toBe(0);
    }
    const { stdout } = await run(`${few} --format json`);
    writeFileSync(scratch.path("bench.json"), stdout);
  });

  it.each(EXAMPLES)("%s", async (example) => {
    const line = OF_CLUSTERS.test(example) ? `${example} --dry-run` : example.replace("~", ".");
    const { code, stdout, stderr } = await run(line);
    if (OF_MEASUREMENTS.test(example) && code !== 0) {
      expect(stderr).toMatch(/does not exist|no such|nothing|cannot be read|is not a folder/i);
      return;
    }
    expect(code, stderr).toBe(0);
    if (!line.includes(">")) expect(stdout + stderr).not.toBe("");
  });
});

it("every command has an example, groups of commands those of theirs", async () => {
  expect(COMMANDS.filter(({ examples = [] }) => examples.length === 0)).toEqual([]);
  for (const group of ["config", "workload", "bench"]) {
    const { stdout } = await cli([group, "--help"]);
    expect(stdout).toMatch(new RegExp(`Examples:\\n +inference-sim ${group} `));
  }
});

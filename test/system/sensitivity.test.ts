import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const LINE = "sensitivity --model llama-3.1-8b --rate 15 --num-prompts 150 --seeds 2";

describe("sensitivity", () => {
  it("draws a tornado on p99 TTFT, TPOT and goodput, and writes it down", async () => {
    const output = scratch.path("out");
    const { code, stdout, stderr } = await cli(words(`${LINE} --slo ttft_p99<100ms --output ${output}`));
    expect(code, stderr).toBe(0);
    for (const title of ["p99 TTFT", "p99 TPOT", "goodput"])
      expect(stdout).toMatch(new RegExp(`^${title} [\\d.]+`, "m"));
    for (const knob of ["memory bandwidth", "tensor-core peak", "KV blocks", "burstiness"])
      expect(stdout).toContain(knob);
    expect(stdout).toContain("all-reduce time: left out, one GPU reduces nothing.");
    const rows = readFileSync(join(output, "summary.csv"), "utf8").trim().split("\n");
    expect(rows).toHaveLength(1 + 5 * 3 * 4);
  });

  it("varies only the knobs that are asked for", async () => {
    const { stdout } = await cli(words(`${LINE} --knobs peak,all-reduce --tp 2 --format json --quiet`));
    const { knobs, idle } = JSON.parse(stdout);
    expect(knobs.map(({ knob }: { knob: string }) => knob)).toEqual(["peak", "all-reduce"]);
    expect(knobs[0].levels.map(({ change }: { change: number }) => change)).toEqual([-0.2, -0.1, 0.1, 0.2]);
    expect(knobs[0].levels[0].figures.p99_ttft_ms.percent).toBeGreaterThan(0);
    expect(idle).toEqual([]);
  });

  it("asks for one scenario, and for knobs that there are", async () => {
    const several = await cli(words(`${LINE} --tp 1,2`));
    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining("describe 2")]);
    const unknown = await cli(words(`${LINE} --knobs bandwith`));
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean "bandwidth"?')]);
  });
});

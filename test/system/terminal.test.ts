import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { CLI, ROOT } from "./cli.ts";

const hasScript = spawnSync("script", ["--version"]).status === 0;
const RUN = "run --model llama-3.1-8b --workload chatbot --num-prompts 300 --rate 10";

/** What a terminal of that width gets, stdout and stderr in one. */
function onTerminal(flags: string, columns: number, env: Record<string, string> = {}): string {
  const line = `stty cols ${columns} rows 40; ${process.execPath} ${CLI} ${RUN} ${flags}`;
  const { NO_COLOR: _, ...rest } = process.env;
  const { stdout } = spawnSync("script", ["-qec", line, "/dev/null"], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...rest, TERM: "xterm", ...env },
  });
  return stdout;
}

describe.skipIf(!hasScript)(`on a terminal${hasScript ? "" : " [skipped: no script(1)]"}`, () => {
  it("curves stand below the figures where it is wide enough", () => {
    expect(onTerminal("", 120)).toMatch(/TTFT +[\d.]+ [▁-█ ]+ [\d.]+ ms \(p99\)/);
    expect(onTerminal("", 70)).not.toMatch(/[▁-█]/);
  });

  it("machine-readable output is the same as ever", () => {
    const json = onTerminal("--format json --reproducible --quiet", 120);
    expect(json).not.toMatch(/[▁-█]/);
    expect(JSON.parse(json).completed).toBe(300);
  });

  it("NO_COLOR leaves colours out, curves or not", () => {
    expect(onTerminal("--quiet", 120)).toContain("\u001b[1m");
    expect(onTerminal("--quiet", 120, { NO_COLOR: "1" })).not.toContain("\u001b");
  });

  it("a terminal that does not know its width gets whole tables", () => {
    const line = `${process.execPath} ${CLI} models`;
    const { stdout } = spawnSync("script", ["-qec", line, "/dev/null"], { cwd: ROOT, encoding: "utf8" });
    expect(stdout).toMatch(/llama-3\.1-8b +8\.03 B +32 +4096/);
  });

  it("--watch does not draw over a dumb terminal", () => {
    expect(onTerminal("--watch --format csv", 100, { TERM: "dumb" })).not.toContain("\u001b[");
  });

  it("--watch shows the run under way, and its last state stays", () => {
    const shown = onTerminal("--watch --format csv", 100);
    expect(shown).toMatch(/█ 300\/300/);
    expect(shown).toMatch(/output tokens\/s/);
    expect(onTerminal("--watch --quiet --format csv", 100)).not.toContain("300/300");
  });
});

it("--watch shows nothing where stderr is no terminal", () => {
  const { stderr, stdout } = spawnSync(process.execPath, [CLI, ...`${RUN} --watch --format csv`.split(" ")], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(stderr).not.toContain("\u001b");
  expect(stderr).not.toContain("300/300");
  expect(stdout.trimEnd().split("\n")).toHaveLength(2);
});

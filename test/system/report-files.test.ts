import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const RUN = "run --model llama-3.1-8b --workload chatbot --num-prompts 300 --rate 10 --quiet --format json";
const text = (...path: string[]) => readFileSync(join(...path), "utf8");

async function ok(line: string) {
  const ended = await cli(words(line));
  expect(ended.stderr).toBe("");
  expect(ended.code).toBe(0);
  return ended;
}

describe("--output", () => {
  it("holds a time series and Prometheus' metrics, and what looks at steps only when asked for", async () => {
    const folder = scratch.path("plain");
    const { stdout } = await ok(`${RUN} --output ${folder}`);
    expect(readdirSync(folder).sort()).toEqual([
      ...["config.resolved.json", "metrics.prom", "requests.csv", "result.json", "timeseries.csv"],
    ]);
    const prom = text(folder, "metrics.prom");
    const ttft = /time_to_first_token_seconds_sum\{[^}]*\} (\S+)/.exec(prom)![1];
    expect(Number(ttft) / 300).toBeCloseTo(JSON.parse(stdout).mean_ttft_ms / 1000, 9);
  });

  it("holds report, trace and steps with their switches, and the same result", async () => {
    const folder = scratch.path("all");
    const { stdout } = await ok(`${RUN} --reproducible --report --perfetto --steps --output ${folder}`);
    const plain = await ok(`${RUN} --reproducible`);
    expect(stdout).toBe(plain.stdout);
    const { steps } = JSON.parse(stdout).simulator;
    expect(text(folder, "steps.csv").trimEnd().split("\n")).toHaveLength(steps + 1);
    const trace = JSON.parse(text(folder, "trace.perfetto.json"));
    const slices = trace.traceEvents.filter(({ cat }: { cat?: string }) => cat === "step");
    expect(slices).toHaveLength(steps);
    expect(text(folder, "report.html")).toContain("</html>");
    expect(statSync(join(folder, "report.html")).size).toBeLessThan(700_000);
  });

  it("holds the same report again with --reproducible", async () => {
    const [a, b] = [scratch.path("a"), scratch.path("b")];
    await ok(`${RUN} --reproducible --report --output ${a}`);
    await ok(`${RUN} --reproducible --report --output ${b}`);
    expect(text(b, "report.html")).toBe(text(a, "report.html"));
  });

  it("holds a report over all runs of a comparison, and one of each", async () => {
    const folder = scratch.path("several");
    await ok(`${RUN} --tp 1,2 --report --output ${folder}`);
    expect(text(folder, "report.html")).toContain("Comparison of 2 scenarios");
    for (const tp of ["tp-1", "tp-2"]) expect(existsSync(join(folder, tp, "report.html"))).toBe(true);
  });
});

describe("--sample", () => {
  it("bounds what looks at steps and requests, and says so", async () => {
    const folder = scratch.path("sampled");
    const line = RUN.replace(" --quiet", "");
    const ended = await cli(words(`${line} --perfetto --steps --sample 100 --output ${folder}`));
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/step files hold \d+ of [\d,]+ steps, in windows of 12 consecutive steps/);
    expect(ended.stderr).toContain("trace.perfetto.json holds one of every 3 requests");
    expect(text(folder, "steps.csv").trimEnd().split("\n").length).toBeLessThanOrEqual(101);
  });

  it.each(["0", "-1", "much"])("is no %s", async (value) => {
    const { code, stderr } = await cli(
      words(`${RUN} --sample ${value} --steps --output ${scratch.path("no")}`),
    );
    expect(code).toBe(2);
    expect(stderr).toContain("--sample");
  });
});

describe.each(["report", "perfetto", "steps"])("--%s", (flag) => {
  it("asks for a folder", async () => {
    const { code, stderr } = await cli(words(`${RUN} --${flag}`));
    expect(code).toBe(2);
    expect(stderr).toContain(`--${flag} writes a file and needs a folder for it`);
  });
});

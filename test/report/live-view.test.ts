import { describe, expect, it } from "vitest";
import { LiveView } from "../../src/report/live-view.ts";
import { stepRecord } from "./steps.ts";

describe("LiveView", () => {
  let now = 0;
  const view = new LiveView("tp 2", 14, () => now);
  view.progress(25, 100);
  view.observe(stepRecord({ startNs: 0, gemmNs: 1e9, decodes: 50, running: 3, waiting: 1 }));
  view.observe(stepRecord({ replica: 1, startNs: 0, gemmNs: 2e9, decodes: 50, running: 4 }));
  now = 2000;
  const lines = view.lines(80);
  const line = (name: string) => lines.find((one) => one.startsWith(name));

  it("says how far the run has come and how long it will take", () => {
    expect(lines[0]).toMatch(/^tp 2 +█+░+ 25\/100, 6\.00 s left$/);
    const [filled, rest] = [lines[0]!.match(/█/g)!.length, lines[0]!.match(/░/g)!.length];
    expect(filled / (filled + rest)).toBeCloseTo(0.25, 1);
    expect(lines[1]).toBe("2.00 s simulated, 2 steps");
  });

  it("sums the state up over replicas", () => {
    expect(line("running")).toMatch(/█ +7$/);
    expect(line("waiting")).toMatch(/█ +1$/);
    // 7 of 14 blocks on each of two.
    expect(line("KV cache")).toMatch(/ 100 %$/);
    expect(line("output tokens/s")).toMatch(/ 50$/);
  });

  it("keeps what was before, and counts tokens since then", () => {
    view.observe(stepRecord({ startNs: 2e9, gemmNs: 1e9, decodes: 10, running: 1 }));
    const next = view.lines(80);
    expect(next.find((one) => one.startsWith("running"))).toMatch(/ █▆ +5$/);
    expect(next.find((one) => one.startsWith("output tokens/s"))).toMatch(/ 10$/);
  });

  it("says at the end how long it took", () => {
    view.progress(100, 100);
    expect(view.lines(80)[0]).toMatch(/█ 100\/100, in 2\.00 s$/);
  });

  it("fits the terminal, however much there was", () => {
    for (let i = 0; i < 500; i++) view.lines(60);
    for (const text of view.lines(60)) expect(text.length).toBeLessThanOrEqual(60);
  });
});

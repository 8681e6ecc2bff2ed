import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadGpu } from "../../../src/config/hardware.ts";
import { serviceSection } from "../../../src/validate/accuracy/service-section.ts";
import type { ServiceFit } from "../../../src/validate/service-fit/fit-service.ts";

const figures = { n: 2, mapePct: 1.234, medianApePct: 1, p90ApePct: 2, weightedMapePct: 1, biasPct: -0.5 };

test("a row for each metric of each part that was left out", () => {
  const fit: ServiceFit = {
    constants: { hostAsyncUs: 243.9 },
    heldOut: [
      {
        what: "closed loop: tp 2",
        constants: { hostAsyncUs: 250 },
        figures: { tpot: figures, ttft: figures },
      },
    ],
  };
  const lines = serviceSection(fit).split("\n");
  expect(lines[0]).toBe("Fitted on all: hostAsyncUs 244.");
  expect(lines.slice(-2)).toEqual([
    "| closed loop: tp 2 | tpot | 2 | 1.23 | 1.00 | 2.00 | -0.50 | hostAsyncUs 250 |",
    "|  | ttft | 2 | 1.23 | 1.00 | 2.00 | -0.50 |  |",
  ]);
});

test("the constants that ship are those of the recorded fit", () => {
  const { constants } = JSON.parse(readFileSync("docs/service-fit.json", "utf8")) as ServiceFit;
  const { mfu } = loadGpu("H100");
  for (const [name, value] of Object.entries(constants)) {
    expect(Math.abs(mfu![name as keyof typeof constants]! / value! - 1), name).toBeLessThan(0.005);
  }
});

import { describe, expect, it } from "vitest";
import { changeName, changeNotes } from "../../src/explain/change-names.ts";
import { type Outcome, trialLines } from "../../src/explain/trial-text.ts";

const NONE = { columns: [], cells: () => [] };

describe("trialLines", () => {
  const outcomes: Outcome<undefined>[] = [
    { flag: "replicas", from: 1, to: 2, ms: 70, detail: undefined },
    { flag: "tp", from: 1, to: 2, ms: 50, detail: undefined },
    { flag: "max-num-seqs", from: 8, to: 16, ms: 99.5, detail: undefined },
    { flag: "async-scheduling", from: true, to: false, ms: 120, detail: undefined },
    { flag: "quantization", from: "auto", to: "fp8", impossible: "no such GPU" },
  ];

  it("tells apart what helps, the best first, what does not, what harms, and what cannot be", () => {
    expect(trialLines("p99", "simulated", 100, outcomes, NONE, 160)).toEqual([
      "",
      "What would shorten it, simulated:",
      "                                       p99",
      "one setting changed                  ms   change",
      "--------------------------------  -----  -------",
      "--tensor-parallel-size 2 (now 1)  50.00  -50.0 %",
      "--replicas 2 (now 1)              70.00  -30.0 %",
      "Does not help (less than 1 % either way): --max-num-seqs 16 (now 8) -0.5 %.",
      "Makes it longer: --no-async-scheduling +20.0 %.",
      "--quantization fp8 (now auto) is impossible: no such GPU",
      "--replicas is the number of servers behind the router (one more vLLM, or --data-parallel-size).",
    ]);
  });

  it("promises nothing where nothing helps, and is silent where nothing was tried", () => {
    const lines = trialLines("p99", "simulated", 100, outcomes.slice(2, 4), NONE, 160);
    expect(lines.slice(1)).toEqual([
      "Nothing tried would shorten it, simulated:",
      "Does not help (less than 1 % either way): --max-num-seqs 16 (now 8) -0.5 %.",
      "Makes it longer: --no-async-scheduling +20.0 %.",
    ]);
    expect(trialLines("p99", "simulated", 100, [], NONE, 160)).toEqual([]);
  });
});

it("names changes as vLLM's command line takes them", () => {
  expect(changeName({ flag: "tp", from: 2, to: 4 })).toBe("--tensor-parallel-size 4 (now 2)");
  expect(changeName({ flag: "async-scheduling", from: false, to: true })).toBe("--async-scheduling");
  expect(changeNotes([{ flag: "cudagraph-mode", from: "none", to: "full-and-piecewise" }])[0]).toContain(
    "--enforce-eager",
  );
});

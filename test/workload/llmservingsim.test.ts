import { describe, expect, it } from "vitest";
import { idsOf, lines, load, loadError, rowsOf } from "./temp-trace.ts";

const session = (id: string, arrival: number, ...turns: [number, number, number][]) =>
  JSON.stringify({
    session_id: id,
    arrival_time_ns: arrival,
    sub_requests: turns.map(([input_toks, output_toks, tool_duration_ns]) => ({
      input_toks,
      output_toks,
      tool_duration_ns,
    })),
  });
const flat = (arrival: number, input_toks: number, output_toks: number) =>
  JSON.stringify({ input_toks, output_toks, arrival_time_ns: arrival });

describe("llmservingsim", () => {
  it("mixes requests and sessions; each turn waits for the one before and that one's tool", async () => {
    const workload = await load(
      lines(flat(100, 7, 1), session("a", 200, [16, 2, 50], [40, 3, 60], [48, 1, 0]), flat(300, 9, 1)),
    );
    expect(rowsOf(workload)).toEqual([
      [0, 7, 1],
      [100, 16, 2],
      [0, 40, 3],
      [0, 48, 1],
      [200, 9, 1],
    ]);
    const { followUps, session: sessions } = workload.requests;
    expect([...followUps!.parent]).toEqual([-1, -1, 1, 2, -1]);
    expect([...followUps!.delayNs]).toEqual([0, 0, 50, 60, 0]);
    expect([...sessions!]).toEqual([-1, 0, 0, 0, -1]);
    // The context grows, answers included: 18 and 43 tokens come back at the head of the next prompt.
    expect(idsOf(workload)).toEqual([[], [0, 1], [0, 1, 2], [0, 1, 2], []]);
  });

  it("shares blocks where the token ids agree, from the start", async () => {
    const tokens = (...runs: [number, number][]) =>
      runs.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i));
    const line = (ids: number[]) =>
      JSON.stringify({ input_toks: ids.length, output_toks: 1, arrival_time_ns: 5, input_tok_ids: ids });
    const workload = await load(
      lines(
        line(tokens([0, 40])),
        line(tokens([0, 16], [500, 16])),
        // The tokens of the first prompt's second block, but after another first block.
        line(tokens([900, 16], [16, 16])),
        line(tokens([0, 32])),
      ),
    );
    expect(idsOf(workload)).toEqual([
      [0, 1],
      [0, 2],
      [3, 4],
      [0, 1],
    ]);
  });

  it("keeps sessions whole when it sorts", async () => {
    const workload = await load(lines(session("a", 200, [16, 2, 50], [40, 3, 0]), flat(100, 7, 1)), {
      sortArrivals: true,
    });
    expect(rowsOf(workload).map(([, prompt]) => prompt)).toEqual([7, 16, 40]);
    expect([...workload.requests.followUps!.parent]).toEqual([-1, -1, 1]);
  });

  it("cuts a session behind a turn that is left out", async () => {
    const workload = await load(
      lines(session("a", 1, [16, 2, 5], [400, 3, 5], [20, 1, 0]), session("b", 2, [8, 1, 0])),
      {
        maxModelLen: 100,
      },
    );
    expect(rowsOf(workload).map(([, prompt]) => prompt)).toEqual([16, 8]);
    expect(workload.dropped).toEqual([
      { reason: "prompt + output longer than --drop-longer 100", count: 1 },
      { reason: "turn after one that was left out", count: 1 },
    ]);
  });

  it.each([
    [
      '{"session_id": "a", "arrival_time_ns": 0, "sub_requests": []}',
      "trace.txt:1: sub_requests must be a list of at least one request",
    ],
    [
      '{"session_id": "a", "arrival_time_ns": 0, "sub_requests": [7]}',
      "trace.txt:1: sub_requests must hold objects, got 7",
    ],
    [session("a", 0, [5, 5, -1]), "trace.txt:1: tool_duration_ns must be a number of at least 0, got -1"],
    [session("a", 0, [0, 5, 1]), "trace.txt:1: input_toks must be at least 1, got 0"],
    ['{"input_toks": 5, "output_toks": 5}', "trace.txt:1: arrival_time_ns is missing"],
    [
      '{"input_toks": 5, "output_toks": 5, "arrival_time_ns": "x"}',
      'trace.txt:1: arrival_time_ns must be a finite number, got "x"',
    ],
    [
      '{"input_toks": 5, "output_toks": 5, "arrival_time_ns": 1, "input_tok_ids": [1]}',
      "trace.txt:1: input_tok_ids must be a list of input_toks token ids",
    ],
  ])("%s", async (line, message) => {
    expect(await loadError(line)).toContain(message);
  });
});

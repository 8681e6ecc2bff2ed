import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { traceText } from "../../src/workload/convert.ts";
import { generateWorkload } from "../../src/workload/generate.ts";
import { randomStream } from "../../src/workload/rng.ts";
import type { TraceFormat } from "../../src/workload/spec.ts";
import type { Workload } from "../../src/workload/workload.ts";
import { load } from "./temp-trace.ts";

/** Mutations tried for each format. A failure names its number; the streams are seeded. */
const MUTATIONS = 1000;

const workload = generateWorkload(
  {
    numRequests: 12,
    arrivals: { requestRate: 5 },
    prompts: { kind: "prefix_repetition", prefixLen: 512, suffixLen: 100, numPrefixes: 3 },
  },
  1,
);
const sessions = generateWorkload(
  {
    numRequests: 12,
    arrivals: { requestRate: 5 },
    prompts: {
      kind: "sessions",
      turns: { kind: "constant", value: 3 },
      prompt: { kind: "constant", value: 30 },
      output: { kind: "constant", value: 10 },
      thinkTime: { kind: "constant", meanS: 1 },
    },
  },
  1,
);
const { requests } = workload;
const seconds = (row: number) => requests.arrivalNs[row]! / 1e9;
const table = (header: string, line: (row: number) => string) =>
  [header, ...Array.from({ length: requests.count }, (_, row) => line(row))].join("\n");
const lengths = (row: number) => `${requests.promptTokens[row]},${requests.outputTokens[row]}`;
const bailian = (row: number) =>
  JSON.stringify({
    chat_id: row,
    parent_chat_id: -1,
    timestamp: seconds(row),
    input_length: 40,
    output_length: 2,
    turn: 1,
    hash_ids: [row, row + 1],
  });
const guidellmRequest = (row: number) => ({
  info: { timings: { request_start: seconds(row) } },
  prompt_tokens: 9,
  output_tokens: 3,
});

/** A sound file of every format. */
const SAMPLES: Readonly<Record<TraceFormat, string>> = {
  azure: traceText(workload, "azure"),
  mooncake: traceText(
    { ...workload, requests: { ...requests, promptBlocks: { ...requests.promptBlocks!, blockTokens: 512 } } },
    "mooncake",
  ).replace(/\[[^\]]*\]/g, "[1, 2]"),
  bailian: table(bailian(0), bailian).split("\n").slice(1).join("\n"),
  burstgpt: table(
    "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type",
    (row) => `${seconds(row)},GPT-4,${lengths(row)},9,API log`,
  ),
  vidur: table("arrived_at,num_prefill_tokens,num_decode_tokens", (row) => `${seconds(row)},${lengths(row)}`),
  splitwise: table(
    "request_id,arrival_timestamp,batch_size,prompt_size,token_size",
    (row) => `${row},${seconds(row)},1,${lengths(row)}`,
  ),
  llmservingsim:
    traceText(sessions, "llmservingsim") +
    traceText(workload, "llmservingsim").replaceAll(
      /"arrival_time_ns":\d+/g,
      '"arrival_time_ns":99000000000',
    ),
  csv: traceText(workload, "csv"),
  jsonl: traceText(workload, "jsonl"),
  "vllm-bench": JSON.stringify({
    request_rate: 5,
    burstiness: 1,
    total_input_tokens: 100,
    input_lens: [...requests.promptTokens],
    output_lens: [...requests.outputTokens],
    start_times: [...requests.arrivalNs].map((ns) => 1000 + ns / 1e9),
    errors: [...requests.arrivalNs].map(() => ""),
  }),
  guidellm: JSON.stringify({
    metadata: { guidellm_version: "0.5" },
    benchmarks: [{ requests: { successful: Array.from({ length: 6 }, (_, row) => guidellmRequest(row)) } }],
  }),
  aiperf: Array.from({ length: 6 }, (_, row) =>
    JSON.stringify({
      metadata: { request_start_ns: 1_700_000_000_000_000 + row },
      metrics: { input_sequence_length: { value: 5 }, output_sequence_length: { value: 7 } },
    }),
  ).join("\n"),
};

const INTERESTING = [
  "",
  "-1",
  "0",
  "NaN",
  "1e400",
  "99999999999999999999",
  "null",
  '"',
  "\n",
  "\r\n",
  ",",
  "{",
  "}",
  "[",
  "]",
  "\u0000",
  "é",
  "1.5",
  "2023-13-45",
  " ",
  "\\",
  ":",
  "true",
];

/** Formats in which each line that is not blank is a row, but for a header: all of them must be accounted for. */
const ROW_A_LINE: Partial<Record<TraceFormat, number>> = {
  ...{ azure: 1, burstgpt: 1, vidur: 1, splitwise: 1 },
  ...{ mooncake: 0, bailian: 0, jsonl: 0, aiperf: 0 },
};

function checkNothingLost(format: TraceFormat, content: Uint8Array, { requests, dropped }: Workload): void {
  const headers = ROW_A_LINE[format];
  if (headers === undefined) return;
  // Blank: control characters and spaces only.
  const rows = Buffer.from(content)
    .toString("latin1")
    .split("\n")
    .filter((line) => /[!-\u00ff]/.test(line)).length;
  const accounted = dropped.reduce((sum, { count }) => sum + count, requests.count);
  if (accounted !== rows - headers) throw new Error(`${rows - headers} rows, ${accounted} accounted for`);
}

/** One to three edits: bytes changed, cut, doubled; a word put in; lines dropped, doubled, swapped; the end cut off. */
function mutate(text: string, random: () => number): Uint8Array {
  let bytes: Uint8Array = Buffer.from(text);
  const upTo = (n: number) => Math.floor(random() * n);
  for (let edits = 1 + upTo(3); edits > 0; edits--) {
    const at = upTo(bytes.length + 1);
    const until = Math.min(bytes.length, at + upTo(12));
    const word = Buffer.from(INTERESTING[upTo(INTERESTING.length)]!);
    const lines = Buffer.from(bytes).toString("latin1").split("\n");
    const line = upTo(lines.length);
    const edit: (() => Uint8Array)[] = [
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from([upTo(256)]), bytes.subarray(at + 1)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)]),
      () => Buffer.concat([bytes.subarray(0, until), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(until)]),
      () => Buffer.from(lines.toSpliced(line, 1).join("\n"), "latin1"),
      () => Buffer.from(lines.toSpliced(line, 0, lines[line]!).join("\n"), "latin1"),
      () =>
        Buffer.from(
          lines.toSpliced(line, 1).toSpliced(upTo(lines.length), 0, lines[line]!).join("\n"),
          "latin1",
        ),
      () => bytes.subarray(0, at),
    ];
    bytes = edit[upTo(edit.length)]!();
  }
  return bytes;
}

/** What holds of every workload that a reader lets through. Plain throws: an `expect` a row would take most of the time. */
function checkSound({ requests, dropped }: Workload): void {
  const { count, arrivalNs, promptTokens, outputTokens, promptBlocks, followUps } = requests;
  const check = (ok: boolean, what: string) => {
    if (!ok) throw new Error(`not sound: ${what}`);
  };
  check(count > 0, "no requests");
  let last = 0;
  for (let row = 0; row < count; row++) {
    const parent = followUps?.parent[row] ?? -1;
    const time = arrivalNs[row]!;
    check(parent < row, "parent behind its turn");
    check(Number.isInteger(time), "fraction of a nanosecond");
    check(parent >= 0 ? time === 0 : time >= last, "time runs backwards");
    if (parent < 0) last = time;
    check(promptTokens[row]! > 0 && outputTokens[row]! > 0, "no tokens");
    if (!promptBlocks) continue;
    const ids = promptBlocks.offsets[row + 1]! - promptBlocks.offsets[row]!;
    const most = Math.floor((promptTokens[row]! + outputTokens[row]!) / promptBlocks.blockTokens) + 1;
    check(ids >= 0 && ids <= most, "more ids than blocks");
  }
  check(promptBlocks?.ids.every((id) => Number.isInteger(id) && id >= 0) ?? true, "an id that is no number");
  check(followUps?.delayNs.every((ns) => Number.isInteger(ns) && ns >= 0) ?? true, "a delay that is no time");
  check(
    dropped.every((drop) => drop.count > 0),
    "an empty drop",
  );
}

describe.each(Object.entries(SAMPLES) as [TraceFormat, string][])("%s", (format, sample) => {
  const arrivals = { requestRate: 1 };

  it("the sample is sound and detected", async () => {
    const found = await load(sample);
    expect(found.description.split(" ")[0]).toBe(format);
    checkSound(found);
  });

  it(`${MUTATIONS} mutations each give a clear error or a sound workload`, async () => {
    const random = randomStream(1, `fuzz ${format}`);
    let refused = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      const content = mutate(sample, random);
      const options = {
        arrivals,
        ...(i % 2 === 0 && { format }),
        ...(i % 3 === 0 && { sortArrivals: true }),
      };
      try {
        const workload = await load(content, options);
        checkSound(workload);
        if ("format" in options) checkNothingLost(format, content, workload);
      } catch (error) {
        if (!(error instanceof UserError))
          throw new Error(`mutation ${i}: ${String(error)}`, { cause: error });
        expect(error.message).toMatch(/^(\S*trace\.txt(:\d+)*: |--)\S/);
        expect(error.message).not.toContain("undefined");
        refused++;
      }
    }
    // Both outcomes occur: the mutations are neither harmless nor all fatal.
    expect(refused).toBeGreaterThan(MUTATIONS * 0.05);
    expect(refused).toBeLessThan(MUTATIONS);
  });
});

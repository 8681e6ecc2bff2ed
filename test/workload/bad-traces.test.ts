import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { TraceOptions } from "../../src/workload/spec.ts";
import { lines, loadError, tempFile } from "./temp-trace.ts";

const azure = (...rows: string[]) => lines("TIMESTAMP,ContextTokens,GeneratedTokens", ...rows);
const csv = (...rows: string[]) => lines("arrival,prompt,output", ...rows);
const good = "2023-11-16 18:15:46.6805900,374,44";

it.each([
  ["an empty file", "", "trace.txt: is empty"],
  [
    "blank lines only",
    "\n\n",
    'trace.txt:1: is neither a JSON object nor a CSV header, got "". Known formats are azure, ',
  ],
  ["a header only", azure(), "trace.txt: has no rows, only a header"],
  [
    "a missing column",
    azure(good, "2023-11-16 18:15:47,374"),
    "trace.txt:3: row has 2 columns where the header has 3",
  ],
  ["an extra column", azure(good, `${good},1`), "trace.txt:3: row has 4 columns where the header has 3"],
  [
    "negative tokens",
    azure(good, "2023-11-16 18:15:47,-5,44"),
    'trace.txt:3:21: ContextTokens must not be negative, got "-5"',
  ],
  [
    "zero tokens",
    azure("2023-11-16 18:15:47,5,0"),
    "trace.txt:2:23: GeneratedTokens must be at least 1, got 0. Mend the row, or leave such rows out with --drop-empty",
  ],
  [
    "zero prompt tokens",
    azure("2023-11-16 18:15:47,0,5"),
    "trace.txt:2:21: ContextTokens must be at least 1, got 0",
  ],
  [
    "tokens that are no number",
    azure("2023-11-16 18:15:47,NaN,44"),
    'trace.txt:2:21: ContextTokens must be a whole number of tokens, got "NaN"',
  ],
  [
    "half a token",
    azure("2023-11-16 18:15:47,1.5,44"),
    'trace.txt:2:21: ContextTokens must be a whole number of tokens, got "1.5"',
  ],
  [
    "an empty field",
    azure("2023-11-16 18:15:47,,44"),
    'trace.txt:2:21: ContextTokens must be a whole number of tokens, got ""',
  ],
  [
    "too many tokens",
    azure("2023-11-16 18:15:47,3000000000,44"),
    "trace.txt:2:21: ContextTokens must be at most 2147483647",
  ],
  [
    "a date that is none",
    azure("yesterday,374,44"),
    'trace.txt:2:1: TIMESTAMP must be a date and time such as 2023-11-16 18:15:46.6805900, got "yesterday"',
  ],
  ["30 February", azure("2023-02-30 18:15:46,374,44"), "trace.txt:2:1: TIMESTAMP must be a date and time"],
  ["25 o'clock", azure("2023-02-20 25:15:46,374,44"), "trace.txt:2:1: TIMESTAMP must be a date and time"],
  ["a time cut short", azure("2023-11-16 18:15,374,44"), "trace.txt:2:1: TIMESTAMP must be a date and time"],
  [
    "unsorted times",
    azure(good, "2023-11-16 18:15:45.6805900,1,1"),
    "trace.txt:3: arrival is 1.00 s earlier than that of the row before. Sort the file, or give --sort-arrivals",
  ],
  [
    "a time that is NaN",
    csv("0,1,1", "NaN,1,1"),
    'trace.txt:3:1: arrival must be a finite number, got "NaN"',
  ],
  [
    "a bad second field in a generic file",
    csv("0,  x,1"),
    'trace.txt:2:5: prompt must be a whole number of tokens, got "x"',
  ],
  [
    "a bad field among quotes",
    csv('"0","x",1'),
    'trace.txt:2: prompt must be a whole number of tokens, got "x"',
  ],
  [
    "a column twice",
    lines("arrival,prompt,prompt,output", "0,1,1,1"),
    "trace.txt:1: prompt is the name of two columns",
  ],
  [
    "a comment in JSON",
    '{"timestamp": 0, /* x */ "input_length": 5, "output_length": 1}',
    "trace.txt:1:18: is not valid JSON (invalid comment token",
  ],
  ["an infinite time", csv("inf,1,1"), 'trace.txt:2:1: arrival must be a finite number, got "inf"'],
  [
    "an open quote",
    azure('"2023-11-16 18:15:47,374,44'),
    "trace.txt:2: a quote is not closed on its line, or stands inside a field",
  ],
  ["an open quote in a generic file", csv('"0,1,1'), "trace.txt:2: is not valid CSV: Quote Not Closed"],
  [
    "a CSV without a header",
    "1,2,3\n4,5,6",
    'trace.txt:1: is neither a JSON object nor a CSV header, got "1,2,3"',
  ],
  ["prose", "hello world", 'trace.txt:1: is neither a JSON object nor a CSV header, got "hello world"'],
  [
    "unknown column names",
    lines("when,in,out", "1,2,3"),
    "trace.txt:1: no column is known to hold the prompt tokens; there is when, in, out. Say which with --columns prompt=NAME",
  ],
  [
    "a broken JSON line",
    lines('{"timestamp": 0, "input_length": 5, "output_length": 1}', '{"timestamp": 1, "input_length": 5,'),
    "trace.txt:2:36: is not valid JSON",
  ],
  [
    "NaN in JSON",
    '{"timestamp": 0, "input_length": NaN, "output_length": 1}',
    "trace.txt:1:34: is not valid JSON",
  ],
  [
    "a JSON line that is no object",
    lines('{"timestamp": 0, "input_length": 5, "output_length": 1}', "[1]"),
    "trace.txt:2: must be a JSON object, got [1]",
  ],
  [
    "a missing JSON key",
    lines(
      '{"timestamp": 0, "input_length": 5, "output_length": 1}',
      '{"timestamp": 0, "input_lenght": 5, "output_length": 1}',
    ),
    'trace.txt:2: input_length is missing. Did you mean "input_lenght"?',
  ],
  [
    "text for a number in JSON",
    '{"timestamp": 0, "input_length": "five", "output_length": 1}',
    'trace.txt:1: input_length must be a whole number of tokens, got "five"',
  ],
  [
    "a negative length in JSON",
    '{"timestamp": 0, "input_length": -5, "output_length": 1}',
    "trace.txt:1: input_length must not be negative, got -5",
  ],
  [
    "a null time",
    '{"timestamp": null, "input_length": 5, "output_length": 1}',
    "trace.txt:1: timestamp must be a finite number, got null",
  ],
  [
    "ids that are no list",
    '{"timestamp": 0, "input_length": 5, "output_length": 1, "hash_ids": 3}',
    "trace.txt:1: hash_ids must be a list of whole numbers, got 3",
  ],
  [
    "a negative id",
    '{"timestamp": 0, "input_length": 5, "output_length": 1, "hash_ids": [-3]}',
    "trace.txt:1: hash_ids must hold whole numbers of at least 0, got -3",
  ],
  [
    "lengths without times",
    lines("num_prefill_tokens,num_decode_tokens", "1,2"),
    "trace.txt: carries lengths only, no arrival times. Give --request-rate to generate them",
  ],
  ["zero bytes", "a,b\u0000c", "trace.txt: is not a text file: it has zero bytes"],
  ["a zip archive", "PK\u0003\u0004xyz", "trace.txt: is compressed with zip. Unpack it, or use gzip"],
])("%s", async (_name, content, message) => {
  expect(await loadError(content)).toContain(message);
});

const withOptions: [string, string, TraceOptions, string][] = [
  [
    "a mapped column that is not there",
    csv("0,1,2"),
    { columns: { prompt: "promt" } },
    'trace.txt:1: promt is not a column of this file. Did you mean "prompt"? There is arrival, prompt, output',
  ],
  [
    "the wrong format",
    csv("0,1,2"),
    { format: "azure" },
    "trace.txt:1: TIMESTAMP is not a column of this file. There is arrival, prompt, output",
  ],
  [
    "an unknown format",
    csv("0,1,2"),
    { format: "azur" as "azure" },
    '--trace-format is not known, got "azur". Did you mean "azure"?',
  ],
  [
    "more ids than blocks",
    '{"timestamp": 0, "input_length": 20, "output_length": 1, "hash_ids": [1, 2]}',
    { chunkHashSize: 512 },
    "trace.txt:1: hash_ids has 2 ids, but 20 tokens make at most 1 blocks of 512. Give the tokens per id with --timed-trace-chunk-hash-size",
  ],
  [
    "hash blocks that KV blocks do not divide",
    '{"timestamp": 0, "input_length": 20, "output_length": 1, "hash_ids": [1]}',
    { kvBlockSize: 48 },
    "trace.txt: --block-size neither divides the trace's hash blocks of 512 tokens nor is a multiple of them, got 48",
  ],
  [
    "a filter that leaves nothing",
    csv("0,1,2", "1,2,3"),
    { maxModelLen: 2 },
    "trace.txt: leaves no request: all rows were dropped (2 prompt + output longer than --drop-longer 2)",
  ],
  [
    "a window after the end",
    csv("0,1,2", "1,2,3"),
    { startS: 5 },
    "trace.txt: leaves no request: all rows were dropped (2 before --start 5 s)",
  ],
  [
    "a window over lengths only",
    lines("num_prefill_tokens,num_decode_tokens", "1,2"),
    { startS: 1, arrivals: { requestRate: 1 } },
    "--start and --end have nothing to cut",
  ],
  [
    "an end before the start",
    csv("0,1,2"),
    { startS: 5, endS: 5 },
    "--end must be after --start, 5 s, got 5",
  ],
  ["a scale of 0", csv("0,1,2"), { timeScale: 0 }, "--time-scale must be greater than 0, got 0"],
  ["a limit of 0", csv("0,1,2"), { limit: 0 }, "--limit must be a whole number of at least 1, got 0"],
  [
    "an offset too far from 0",
    azure(good),
    { keepOffset: true },
    "trace.txt: starts 19678 days after its time 0, more than the 104 that simulated time holds. Leave --keep-offset out",
  ],
  [
    "negative times kept",
    csv("-1,1,2"),
    { keepOffset: true },
    "trace.txt: starts before time 0, got -1. Leave --keep-offset out",
  ],
];

it.each(withOptions)("%s", async (_name, content, options, message) => {
  expect(await loadError(content, options)).toContain(message);
});

it("gzip cut short", async () => {
  const packed = gzipSync(csv(...Array.from({ length: 1000 }, (_, i) => `${i},1,2`)));
  expect(await loadError(packed.subarray(0, packed.length / 2))).toContain(
    "trace.txt: is not a sound gzip file",
  );
});

it("random bytes", async () => {
  expect(await loadError(Uint8Array.from({ length: 500 }, (_, i) => (i * 73 + 129) % 256))).toContain(
    "is not a text file",
  );
});

it("a missing file names the nearest, a folder says it is one", async () => {
  const { loadTrace } = await import("../../src/workload/load-trace.ts");
  const file = tempFile("azure.csv", csv("0,1,2"));
  await expect(loadTrace(file.replace("azure.csv", "azur.csv"))).rejects.toThrow(
    'does not exist. Did you mean "azure.csv"?',
  );
  await expect(loadTrace(file.replace("azure.csv", "no/azur.csv"))).rejects.toThrow(
    "does not exist. There is no folder",
  );
  await expect(loadTrace(file.replace("/azure.csv", ""))).rejects.toThrow("is a directory, not a trace file");
});

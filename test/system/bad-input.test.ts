import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cli, EXAMPLE, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const SERVER = "--model llama-3.1-8b --quiet";
const AZURE = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n";

/** One message, no stack, nothing on stdout, and nothing written. */
async function refused(line: string, code = 2): Promise<string> {
  const output = scratch.path("never");
  const ended = await cli(words(line.replace("$OUT", output)));
  expect(ended).toMatchObject({ code, stdout: "" });
  expect(ended.stderr).not.toMatch(/\n {4}at /);
  expect(ended.stderr).not.toContain("internal error");
  expect(ended.stderr.trim().split("\n")).toHaveLength(1);
  expect(existsSync(output)).toBe(false);
  return ended.stderr;
}

describe("broken traces", () => {
  it.each([
    ["a row cut short", `${AZURE}2023-11-16 18:15:50.9951690,396\n`, /:3: .*2 columns.*3/],
    [
      "negative tokens",
      `${AZURE}2023-11-16 18:15:50.9951690,396,-5\n`,
      /:3:33: GeneratedTokens must not be negative, got "-5"/,
    ],
    [
      "NaN",
      `${AZURE}2023-11-16 18:15:50.9951690,NaN,5\n`,
      /:3:29: ContextTokens must be a whole number of tokens, got "NaN"/,
    ],
    [
      "unsorted times",
      `${AZURE}2023-11-16 18:15:40.9951690,396,5\n`,
      /:3: arrival is 5\.69 s earlier.*--sort-arrivals/,
    ],
    ["a time that is none", `${AZURE}yesterday,396,5\n`, /:3:1: TIMESTAMP .*got "yesterday"/],
    ["an empty file", "", /is empty/],
    ["a header alone", "TIMESTAMP,ContextTokens,GeneratedTokens\n", /no rows, only a header/],
    ["broken JSON", '{"timestamp": 0, "input_length": 5, "output_length"\n', /:1/],
  ])("%s", async (title, text, message) => {
    const file = scratch.write(`${title.replaceAll(" ", "-")}.trace`, text);
    const stderr = await refused(`replay ${file} ${SERVER} --output $OUT`);
    expect(stderr).toContain(file);
    expect(stderr).toMatch(message);
  });

  it("a file that is not there", async () => {
    expect(await refused(`replay none.csv ${SERVER}`)).toContain("none.csv: does not exist");
  });
});

describe("wrong flags", () => {
  it.each([
    [`--rate 0 ${SERVER}`, '--request-rate must be a number of requests/s, above 0, or inf, got "0"'],
    [`--tp abc ${SERVER}`, '--tp must be a whole number of GPUs, at least 1, got "abc"'],
    [`--tp 3 ${SERVER}`, "--tp must divide the 32 attention heads of llama-3.1-8b, got 3"],
    [`--tp 0 ${SERVER}`, "--tp must be a whole number of GPUs, at least 1"],
    ["--model lama-3.1-8b", 'got "lama-3.1-8b". Did you mean "llama-3.1-8b"?'],
    [`--gpu H1000 ${SERVER}`, 'got "H1000". Did you mean "H100"?'],
    [`--latency-model mfuu ${SERVER}`, 'Did you mean "mfu"?'],
    [`--max-num-sqs 4 ${SERVER}`, "--max-num-sqs is no flag of run. Did you mean --max-num-seqs?"],
    [
      "--model llama-3.1-70b --quiet",
      /llama-3\.1-70b does not fit on H100 with --tp 1, by .* GiB per GPU: .*--tp [248] would do/,
    ],
    [`--format xml ${SERVER}`, "--format must be one of table, json, csv"],
    [`--max-num-seqs 9 --max-num-batched-tokens 8 ${SERVER}`, "--max-num-seqs must not be above"],
    [`--prefill-tokens 200000 ${SERVER}`, /--prefill-tokens cannot be served: .*max_model_len.*, got 200000/],
    [`--num-prompts 5 --warmup 5 ${SERVER}`, "--warmup must be below the 5 requests there are, got 5"],
    [`--num-prompts 5 --rate 1e-9 ${SERVER}`, /lasts \d+ days, and the engine's clock holds 52/],
    ["bench synth --gpu H10", 'Did you mean "H100"?'],
    ["step --model llama-3.1-8b --decode 4x", '--decode must be COUNTxCONTEXT, such as 32x1024, got "4x"'],
    ["relpay a.csv", 'unknown command, got "relpay". Did you mean "replay"?'],
  ])("%s", async (line, message) => {
    expect(await refused(line)).toMatch(message);
  });
});

describe("wrong files of settings", () => {
  it("names file, line and column of each key and value", async () => {
    const file = scratch.write("bad.yaml", "model: llama-3.1-8b\ntpp: 2\nmax-num-seqs: -4\n");
    const { code, stderr, stdout } = await cli(
      words(`run --config ${file} --output ${scratch.path("never")}`),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trim().split("\n")).toEqual([
      `inference-sim: ${file}:2:1: "tpp" is no setting. Did you mean "tp"?`,
      `inference-sim: ${file}:3:1: max-num-seqs must be a whole number of requests, at least 1, got -4`,
    ]);
  });

  it("in JSON too", async () => {
    const file = scratch.write("bad.json", '{\n  "modell": "llama-3.1-8b"\n}');
    expect(await refused(`run --config ${file}`)).toContain(
      `${file}:2:3: "modell" is no setting. Did you mean "model"?`,
    );
  });

  it("in the hardware file", async () => {
    const file = scratch.write("gpus.json", '{ "H100": { "TFlopsPeak": 0 } }');
    const { code, stderr } = await cli(words(`${SERVER} --hardware-config ${file}`));
    expect(code).toBe(2);
    expect(stderr).toContain("TFlopsPeak");
    expect(stderr).toContain("BwEffConstant");
  });
});

describe("outputs that cannot be written", () => {
  it("are refused before anything runs, with exit code 1", async () => {
    const file = scratch.write("in-the-way", "");
    const stderr = await refused(`replay ${EXAMPLE} ${SERVER} --output ${file}/sub`, 1);
    expect(stderr).toContain("cannot be written");
    expect(stderr).toContain(file);
  });

  it("leave nothing half-written", async () => {
    const { code } = await cli(words(`replay ${EXAMPLE} ${SERVER} --output ${scratch.path("whole")}`));
    expect(code).toBe(0);
    expect(readdirSync(scratch.path("whole")).sort()).toEqual([
      "config.resolved.json",
      "metrics.prom",
      "requests.csv",
      "result.json",
      "timeseries.csv",
    ]);
  });
});

describe("--debug", () => {
  it("shows the stack", async () => {
    const { stderr, code } = await cli(words(`--tp abc ${SERVER} --debug`));
    expect(code).toBe(2);
    expect(stderr).toMatch(/\n {4}at /);
  });
});

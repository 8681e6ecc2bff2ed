import { describe, expect, it } from "vitest";
import { splitFlags } from "../../../src/config/vllm/split-flags.ts";

const split = (text: string) => splitFlags(text.split(" "), "--vllm-args");
const values = (text: string) =>
  Object.fromEntries([...split(text).known].map(([name, { value }]) => [name, value]));

describe("splitFlags", () => {
  it.each([
    ["-tp 2", { "tensor-parallel-size": "2" }],
    ["-tp=2", { "tensor-parallel-size": "2" }],
    ["--tensor_parallel_size 2", { "tensor-parallel-size": "2" }],
    ["--max-num-seqs=64 --max-num-seqs 32", { "max-num-seqs": "32" }],
    ["--enforce-eager", { "enforce-eager": true }],
    ["--no-enable-prefix-caching", { "enable-prefix-caching": false }],
    ["--no_enable_prefix_caching", { "enable-prefix-caching": false }],
    ["--enable-chunked-prefill False --port 1", { "enable-chunked-prefill": false, port: "1" }],
    ["--enable-chunked-prefill=true", { "enable-chunked-prefill": true }],
    ["-O3", { "optimization-level": "3" }],
    ["-O 3", { "compilation-config": "3" }],
    ["--seed -1 --port 2", { seed: "-1", port: "2" }],
    ["--served-model-name a b --port 2", { "served-model-name": "a b", port: "2" }],
    // argparse takes a beginning that only one flag has.
    ["--gpu-memory-util 0.8", { "gpu-memory-utilization": "0.8" }],
    ['--compilation-config={"a":1}', { "compilation-config": '{"a":1}' }],
    ["-cc.mode 3 -cc.b.c+ x -cc.b.c+=y,2", { "compilation-config": '{"mode":3,"b":{"c":["x","y",2]}}' }],
    ['-cc {"a":1} -O.b 2', { "compilation-config": '{"a":1,"b":2}' }],
  ])("%s", (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it("finds the model wherever it stands", () => {
    expect(split("org/m --port 1").model).toBe("org/m");
    expect(split("--enforce-eager org/m").model).toBe("org/m");
    expect(split("--port 1").model).toBeUndefined();
  });

  it("keeps what it does not know, with the words that seem to belong to it", () => {
    const { unknown, model } = split("m --new-thing 3 --other --more=5 -z");
    expect(unknown.map(({ typed }) => typed)).toEqual(["--new-thing 3", "--other", "--more=5", "-z"]);
    expect(model).toBe("m");
  });

  it("refuses what vLLM refuses", () => {
    expect(() => split("m --max-num-seqs")).toThrow("--vllm-args: --max-num-seqs needs a value");
    expect(() => split("m --port 1 extra")).toThrow(
      '--vllm-args has a word that belongs to no flag, got "extra"',
    );
  });
});

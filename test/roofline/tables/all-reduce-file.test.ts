import { expect, it } from "vitest";
import { readAllReduceFile } from "../../../src/roofline/tables/all-reduce-file.ts";
import { plainFile, writeTable } from "./write-table.ts";

const read = (rows: string) =>
  readAllReduceFile(
    plainFile(writeTable(`impl,ranks,bytes,latency_us\n${rows}`), "comm/allreduce.csv"),
    "measured",
    [],
  );

it("keeps a series for each implementation and number of ranks", () => {
  const { series } = read("custom,2,8192,4.3\ncustom,2,16384,4.4\nnccl,8,8192,17.5\n");
  expect([...series.keys()]).toEqual(["custom/2", "nccl/8"]);
  expect([...series.get("custom/2")!.us]).toEqual([4.3, 4.4]);
});

it("refuses implementations it does not know", () => {
  expect(() => read("gloo,2,8192,4.3\n")).toThrow(
    'table.csv:2: impl must be one of custom, nccl, got "gloo"',
  );
});

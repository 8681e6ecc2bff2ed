import { expect, test } from "vitest";
import { CsvRow } from "../../src/validate/csv-file.ts";
import { modelOfRow, Names } from "../../src/validate/names.ts";

const names = new Names();

function row(values: Readonly<Record<string, string>>): CsvRow {
  const columns = new Map(Object.keys(values).map((name, index) => [name, index]));
  return new CsvRow("rows.csv", 2, Object.values(values), columns);
}

test.each(["H100", "h100_sxm", "H100-80GB", "H100 SXM5 80GB", "h100-sxm5-80gb"])("%s is the H100", (name) => {
  expect(names.gpu(name).name).toBe("H100");
});

test("what the hardware file tells apart stays apart, and what it does not know is told", () => {
  expect(names.gpu("A100-SXM").name).toBe("A100-SXM");
  expect(names.gpu("a100-sxm-80GB").name).toBe("A100-SXM");
  expect(() => names.gpu("TPUv5")).toThrow(/TPUv5/);
});

test.each([
  ["Llama-2-7B", "llama-2-7b"],
  ["meta-llama/Llama-3.1-70B", "llama-3.1-70b"],
  ["somebody/Qwen2.5-7B", "qwen2.5-7b"],
])("%s is %s", (name, model) => {
  expect(names.model(name).name).toBe(model);
});

test("a dtype column decides the weights' type; without one the config does", () => {
  expect(modelOfRow(names, row({ model: "llama-2-7b", dtype: "fp8" })).weightDtype).toBe("fp8");
  expect(modelOfRow(names, row({ model: "llama-2-7b", dtype: "bf16/fp16" })).weightDtype).toBe("bf16");
  expect(modelOfRow(names, row({ model: "llama-2-7b" })).weightDtype).toBe("bf16");
  expect(() => modelOfRow(names, row({ model: "llama-2-7b", dtype: "int4" }))).toThrow(
    /rows.csv:2: dtype must be/,
  );
});

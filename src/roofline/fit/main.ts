import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fitAll } from "./fit-all.ts";
import { readMeasurements } from "./measurements.ts";
import { constantsModule, errorTable } from "./render.ts";
import { startingPoint } from "./starting-point.ts";

const FITTED_ON =
  "published H100 SXM kernel timings of the aiconfigurator project (Apache-2.0): cuBLAS bf16 GEMM, vLLM CUTLASS FP8 GEMM, vLLM FlashAttention-3 prefill and decode, vLLM 0.24 and NCCL 2.29 all-reduce";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    out: { type: "string" },
    seed: { type: "string", default: "kernels-1" },
    date: { type: "string", default: new Date().toISOString().slice(0, 10) },
  },
});
if (values.data === undefined || values.out === undefined) {
  throw new Error("--data FOLDER of kernel timings and --out FILE are needed");
}
const origin = { kind: "fitted", fittedOn: FITTED_ON, date: values.date, seed: values.seed } as const;
const { constants } = fitAll(
  readMeasurements(values.data),
  startingPoint(origin),
  values.seed,
  (op, errors) => process.stdout.write(`${errorTable(op, errors)}\n`),
);
writeFileSync(values.out, constantsModule(constants));

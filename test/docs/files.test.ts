import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { CAPACITY_COLUMNS } from "../../src/validate/capacity.ts";
import { INFERSIM_COLUMNS } from "../../src/validate/infersim.ts";
import { KERNEL_OPS } from "../../src/validate/kernels/validate-kernels.ts";
import { CLOSED_LOOP_COLUMNS } from "../../src/validate/serving/closed-loop.ts";
import { OPEN_LOOP_COLUMNS } from "../../src/validate/serving/open-loop.ts";
import { SINGLE_STREAM_COLUMNS } from "../../src/validate/serving/single-stream.ts";
import { STEP_COLUMNS } from "../../src/validate/steps/step-table.ts";

const PAGE = readFileSync(fileURLToPath(new URL("../../docs/files.md", import.meta.url)), "utf8");

it("docs/files.md names the columns of each kind of measurement", () => {
  const section = PAGE.slice(PAGE.indexOf("## Measurements"), PAGE.indexOf("## Prices"));
  const told = [...section.matchAll(/\| `([\w,]+)` \|$/gm)].map(([, columns]) => columns!);
  const read = [
    ...KERNEL_OPS.map(({ columns }) => columns),
    ...[
      STEP_COLUMNS,
      CLOSED_LOOP_COLUMNS,
      SINGLE_STREAM_COLUMNS,
      OPEN_LOOP_COLUMNS,
      CAPACITY_COLUMNS,
      INFERSIM_COLUMNS,
    ],
  ];
  expect(told.sort()).toEqual(read.map((columns) => columns.join(",")).sort());
});

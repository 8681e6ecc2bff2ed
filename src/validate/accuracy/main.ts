import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { hardwareFile } from "../../config/hardware.ts";
import { packageRoot } from "../../config/package-root.ts";
import { readJson } from "../../config/read-json.ts";
import { H100 } from "../../roofline/kernels/constants-h100.ts";
import { reportText } from "../report/text.ts";
import type { ServiceFit } from "../service-fit/fit-service.ts";
import { accuracyPage } from "./page.ts";
import { runAll } from "./runs.ts";

const { values } = parseArgs({ options: { reference: { type: "string" }, out: { type: "string" } } });
if (values.reference === undefined || values.out === undefined) {
  throw new Error("--reference FOLDER and --out FILE are needed");
}
const missing: string[] = [];
const runs = await runAll(values.reference, (file) => missing.push(file));
for (const { report } of runs) process.stdout.write(`${reportText(report, 140)}\n`);
for (const file of missing) process.stderr.write(`not there: ${file}\n`);
const hardware = readJson(hardwareFile()).value as Record<string, { sources?: Record<string, string> }>;
const service = readJson(join(packageRoot(), "docs", "service-fit.json")).value as ServiceFit;
writeFileSync(
  values.out,
  accuracyPage({ runs, missing, constants: H100, sources: hardware.H100?.sources ?? {}, service }),
);
process.stderr.write(`wrote ${values.out}\n`);

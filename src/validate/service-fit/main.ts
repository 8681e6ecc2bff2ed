import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fitService } from "./fit-service.ts";
import { ServiceFiles } from "./service-files.ts";

const { values } = parseArgs({ options: { data: { type: "string" }, out: { type: "string" } } });
if (values.data === undefined) throw new Error("--data FOLDER of measured runs is needed");
const fit = await fitService(new ServiceFiles(values.data), (line) => process.stderr.write(`${line}\n`));
/** Four digits: more say nothing. */
const rounded = (_: string, value: unknown) =>
  typeof value === "number" ? Number(value.toPrecision(4)) : value;
const text = `${JSON.stringify(fit, rounded, 2)}\n`;
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);

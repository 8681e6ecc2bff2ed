import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fitService } from "./fit-service.ts";
import { ServiceFiles } from "./service-files.ts";

const { values } = parseArgs({ options: { data: { type: "string" }, out: { type: "string" } } });
if (values.data === undefined) throw new Error("--data FOLDER of measured runs is needed");
const fit = await fitService(new ServiceFiles(values.data), (line) => process.stderr.write(`${line}\n`));
const text = `${JSON.stringify(fit, null, 2)}\n`;
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);

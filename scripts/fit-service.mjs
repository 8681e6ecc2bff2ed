// Fits the constants that no kernel timing can tell (host time, ranks' wait, admission) on measured runs of servers, and
// writes them, with the errors on what was held out, to docs/service-fit.json. Takes some minutes. The constants then go
// into configs/hardware_config.json, the page of `npm run validate` shows the errors.
// Usage: node scripts/fit-service.mjs [--reference FOLDER]
import { join } from "node:path";
import { parseArgs } from "node:util";
import { reference, root, runFromSource } from "./from-source.mjs";

const { values } = parseArgs({ options: { reference: { type: "string", default: reference } } });
await runFromSource("src/validate/service-fit/main.ts", [
  ...["--data", join(values.reference, "serving")],
  ...["--out", join(root, "docs", "service-fit.json")],
]);

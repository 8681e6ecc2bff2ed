// Preloaded by the benchmark: leaves the process's peak memory (KiB) in the file that USAGE_FILE names.
import { writeFileSync } from "node:fs";

process.on("exit", () => writeFileSync(process.env.USAGE_FILE, String(process.resourceUsage().maxRSS)));

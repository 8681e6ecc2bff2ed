import type { Paint } from "./colour.ts";
import type { RunReport } from "./run-report.ts";

/** vLLM's result block, then the simulator's own lines and warnings. Ends with a newline. */
export function terminalReport(_report: RunReport, _paint: Paint): string {
  throw new Error("terminalReport: not yet");
}

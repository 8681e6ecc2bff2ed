import { readFileSync } from "node:fs";

/** What a job's own shell writes down about itself, so that any later run of this program finds it. */
export interface ProcessMark {
  readonly pid: number;
  /** Unix time. */
  readonly startedS: number;
  /** Clock ticks since boot at its start: tells it from a later process of the same number. Empty where not known. */
  readonly startTicks: string;
  /** Its CUDA_VISIBLE_DEVICES, with commas between several. */
  readonly device: string;
}

/** Shell lines that write the mark of the shell itself into a file, whole or not at all. */
export function markScript(quotedFile: string): string {
  return [
    `printf '{"pid":%s,"startedS":%s,"startTicks":"%s","device":"%s"}' $$ "$(date +%s)" \\`,
    `  "$(cut -d ' ' -f 22 /proc/$$/stat 2>/dev/null)" "$CUDA_VISIBLE_DEVICES" > ${quotedFile}.tmp`,
    `mv ${quotedFile}.tmp ${quotedFile}`,
  ].join("\n");
}

/** Whether the marked process still runs. */
export function isRunning({ pid, startTicks }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return startTicks === "" || startTicks === startTicksOf(pid);
}

/** Field 22 of /proc/PID/stat; the name in field 2 may hold spaces. A zombie (state Z) has ended. */
function startTicksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : rest[18];
  } catch {
    return undefined;
  }
}

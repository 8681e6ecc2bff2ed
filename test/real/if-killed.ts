import { spawn } from "node:child_process";

/**
 * Runs shell commands when this process ends without having called the returned function: a test run that is killed
 * has no other way to take its daemons and folders along.
 */
export function ifKilled(commands: string): () => void {
  const script = `while kill -0 ${process.pid} 2>/dev/null; do sleep 1; done\n${commands}`;
  const watchdog = spawn("sh", ["-c", script], { detached: true, stdio: "ignore" });
  watchdog.unref();
  return () => {
    try {
      process.kill(-watchdog.pid!, "SIGKILL");
    } catch {
      // It has ended.
    }
  };
}

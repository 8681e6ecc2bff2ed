import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../errors.ts";

/**
 * Makes this process the only one that submits for a campaign; returns what gives the place up.
 * @throws UserError when another one runs, on this machine or, as far as can be told, on another.
 */
export function lockCampaign(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "submit.lock");
  const own = { pid: process.pid, host: hostname() };
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 0) throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && (holder.host !== own.host || isAlive(holder.pid))) {
      throw new UserError({
        where: { file },
        message: `another \`bench submit\` watches this campaign: process ${holder.pid} on ${holder.host}`,
        remedy: `Use \`bench status\` meanwhile, or delete the file if that process is gone`,
      });
    }
    rmSync(file, { force: true });
  }
}

function readHolder(file: string): { pid: number; host: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** System tests run the built CLI as a user does, so it is built once before any of them. */
export default function buildOnce(): void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: root, stdio: "inherit" });
}

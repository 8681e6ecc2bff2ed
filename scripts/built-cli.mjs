// Path of the built command line, built first where it is missing or older than its sources.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bundling.mjs";

export { root };

export function builtCli() {
  const cli = join(root, "dist", "cli.js");
  const built = existsSync(cli) ? statSync(cli).mtimeMs : 0;
  if (built < newest(join(root, "src"))) {
    execFileSync(process.execPath, [join(root, "scripts", "build.mjs")], { cwd: root, stdio: "inherit" });
  }
  return cli;
}

function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
  });
  return Math.max(0, ...times);
}

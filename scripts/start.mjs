// `npm start`: replays the example workload that ships, with both latency models on one, two and four GPUs.
import { spawnSync } from "node:child_process";
import { builtCli, root } from "./built-cli.mjs";

const args = [
  ["replay", "configs/workloads/chat.csv"],
  ["--model", "llama-3.1-8b"],
  ["--gpu", "H100"],
  ["--tp", "1,2,4"],
  ["--latency-model", "calibrated,mfu"],
  ["--output", "out/example"],
].flat();

const cli = builtCli();
console.log(`$ ./inference-sim ${args.join(" ")}\n`);
const { status, signal } = spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: "inherit" });
if (signal) process.kill(process.pid, signal);
process.exitCode = status ?? 1;

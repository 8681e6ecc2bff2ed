import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, UserError } from "../errors.ts";
import { endGroup, execOk, startDetached } from "./exec.ts";
import { exitFile, recordedCommand, recordedStatus } from "./exit-file.ts";
import type { Job, JobStatus } from "./job.ts";
import { lastLines } from "./last-lines.ts";
import { makeFolder, placeFiles } from "./place-files.ts";
import { isRunning, markScript, type ProcessMark } from "./process-mark.ts";
import type { Scheduler } from "./scheduler.ts";
import { shellWord } from "./shell.ts";

interface LocalOptions {
  /** Holds the kernel scripts, and what runs on which device. */
  readonly folder: string;
  /** GPUs to use, as CUDA_VISIBLE_DEVICES names them. Two jobs never share one: they would spoil each other's times. */
  readonly devices: readonly string[];
  /** Shell line run before the command: `source venv/bin/activate`. */
  readonly setup?: string;
}

/** Longest wait for a started process to say so. */
const START_S = 10;

/** This machine. Jobs are processes of their own, each with devices of its own, and go on when this program ends. */
export function localScheduler({ folder, devices, setup }: LocalOptions): Scheduler {
  const filesFolder = join(folder, "kernels");
  const marks = join(folder, "running");
  const markFile = (name: string) => join(marks, `${name}.json`);
  const script = (job: Job) =>
    [
      markScript(shellWord(markFile(job.name))),
      ...(setup === undefined ? [] : [setup]),
      recordedCommand(job),
    ].join("\n");
  return {
    name: "local",
    gpus: devices.length,
    filesFolder,
    async check() {
      await execOk("timeout", ["--version"]);
    },
    async provide(files) {
      placeFiles(filesFolder, files);
    },
    async submit(job) {
      for (const needed of [marks, dirname(job.outputFile), job.workingFolder]) makeFolder(needed);
      for (const old of [exitFile(job), markFile(job.name)]) rmSync(old, { force: true });
      const busy = busyDevices(marks);
      const free = devices.filter((name) => !busy.has(name));
      // A job that wants more than there are takes them all, and says itself what it cannot do.
      const wanted = Math.min(Math.max(1, job.resources.gpus), devices.length);
      if (free.length < wanted) {
        throw new UserError({ message: `all devices are busy: ${devices.join(", ")}` }, EXIT.failed);
      }
      const device = free.slice(0, wanted).join(",");
      await startDetached("sh", ["-c", script(job)], {
        cwd: job.workingFolder,
        env: { ...job.env, CUDA_VISIBLE_DEVICES: device },
        outputFile: job.outputFile,
      });
      await appears(markFile(job.name), job);
      return job.name;
    },
    async find(job) {
      return existsSync(markFile(job.name)) || existsSync(exitFile(job)) ? job.name : undefined;
    },
    async poll(submitted) {
      return new Map(submitted.map(({ id, job }) => [id, statusOf(job, readMark(markFile(job.name)))]));
    },
    async cancel({ job }) {
      const mark = readMark(markFile(job.name));
      if (mark !== undefined && isRunning(mark)) endGroup(mark.pid);
    },
    lastWords: async ({ job }) => lastLines(job.outputFile),
    render: (job) => ({ name: `${job.name}.sh`, text: `#!/bin/sh\n${script(job)}\n` }),
    renderFiles: () => [],
  };
}

function readMark(file: string): ProcessMark | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ProcessMark) : undefined;
}

function busyDevices(marks: string): Set<string> {
  const all = readdirSync(marks)
    .filter((name) => name.endsWith(".json"))
    .map((name) => readMark(join(marks, name)));
  const live = all.filter((mark) => mark !== undefined && isRunning(mark));
  return new Set(live.flatMap((mark) => mark!.device.split(",")));
}

async function appears(file: string, job: Job): Promise<void> {
  for (let waitedMs = 0; !existsSync(file); waitedMs += 5) {
    if (waitedMs > START_S * 1000) {
      throw new UserError({ message: `${job.name} did not start; see ${job.outputFile}` }, EXIT.failed);
    }
    await sleep(5);
  }
}

function statusOf(job: Job, mark: ProcessMark | undefined): JobStatus {
  // Asked first: a job that has just left its status still holds its device until it is gone.
  if (mark !== undefined && isRunning(mark)) {
    return { state: "running", runningS: Date.now() / 1000 - mark.startedS };
  }
  return recordedStatus(job) ?? { state: "failed", reason: "its process is gone, and left no exit status" };
}

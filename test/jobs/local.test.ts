import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isOver, type Job, type JobStatus } from "../../src/jobs/job.ts";
import { localScheduler } from "../../src/jobs/local.ts";
import { ends, shellJob } from "./fixtures.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "local jobs-"));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 5 }));

const open = (devices = ["0"]) => localScheduler({ folder, devices });

async function statusOf(job: Job): Promise<JobStatus> {
  return (await open().poll([{ job, id: job.name }])).get(job.name)!;
}

async function ending(job: Job): Promise<JobStatus> {
  for (;;) {
    const status = await statusOf(job);
    if (isOver(status.state)) return status;
    await sleep(20);
  }
}

/** The first line that a job prints: its CUDA_VISIBLE_DEVICES. */
async function device(job: Job): Promise<string | undefined> {
  for (let i = 0; i < 300 && readFileSync(job.outputFile, "utf8") === ""; i++) await sleep(20);
  return readFileSync(job.outputFile, "utf8").split("\n")[0];
}

test("runs a job with its environment and a device, and knows how it ended", async () => {
  const job = shellJob("good", 'echo "$GREETING on $CUDA_VISIBLE_DEVICES in $PWD"', folder);
  expect(await open().find(job)).toBeUndefined();
  const id = await open(["GPU-7"]).submit(job);
  expect(await ending(job)).toEqual({ state: "succeeded", exitCode: 0 });
  expect(readFileSync(job.outputFile, "utf8")).toBe(`it's me on GPU-7 in ${folder}\n`);
  expect(await open().lastWords({ id, job })).toBe(`it's me on GPU-7 in ${folder}`);
  expect(await open().find(job)).toBe(id);
});

test("tells a failure, a limit and a cancelled job apart", async () => {
  const bad = shellJob("bad", "exit 3", folder);
  await open().submit(bad);
  expect(await ending(bad)).toEqual({ state: "failed", exitCode: 3, reason: "exit status 3" });
  const slow = shellJob("slow", "sleep 30", folder, 1);
  await open().submit(slow);
  expect(await ending(slow)).toMatchObject({ state: "timed-out", exitCode: 124 });
  const gone = shellJob("gone", "sleep 30 & echo $!; wait", folder);
  await open().submit(gone);
  while (readFileSync(gone.outputFile, "utf8") === "") await sleep(10);
  await open().cancel({ id: gone.name, job: gone });
  expect(await ending(gone)).toEqual({ state: "cancelled", exitCode: 143, reason: "ended from outside" });
  expect(await ends(Number.parseInt(readFileSync(gone.outputFile, "utf8"), 10))).toBe(true);
});

test("two jobs never share a device, also across runs of this program", async () => {
  const jobs = ["a", "b", "c"].map((name) => shellJob(name, "echo $CUDA_VISIBLE_DEVICES; sleep 30", folder));
  const [a, b, c] = jobs as [Job, Job, Job];
  await open(["0", "1"]).submit(a);
  await open(["0", "1"]).submit(b);
  await expect(open(["0", "1"]).submit(c)).rejects.toThrow("all devices are busy: 0, 1");
  expect((await statusOf(a)).state).toBe("running");
  await open().cancel({ id: a.name, job: a });
  await ending(a);
  await open(["0", "1"]).submit(c);
  expect(await Promise.all(jobs.map(device))).toEqual(["0", "1", "0"]);
  for (const job of [b, c]) await open().cancel({ id: job.name, job });
  for (const job of [b, c]) await ending(job);
});

test("a job of several GPUs gets so many, and as many as there are when it wants more", async () => {
  const many = (name: string, gpus: number): Job => {
    const job = shellJob(name, "echo $CUDA_VISIBLE_DEVICES; sleep 30", folder);
    return { ...job, resources: { ...job.resources, gpus } };
  };
  const [two, eight] = [many("two", 2), many("eight", 8)];
  await open(["0", "1", "2"]).submit(two);
  await expect(open(["0", "1", "2"]).submit(many("also-two", 2))).rejects.toThrow("busy");
  expect(await device(two)).toBe("0,1");
  await open().cancel({ id: two.name, job: two });
  await ending(two);
  await open(["0", "1", "2"]).submit(eight);
  expect(await device(eight)).toBe("0,1,2");
  await open().cancel({ id: eight.name, job: eight });
  await ending(eight);
});

// Plays the Job controller, the scheduler and the node: runs a Job's only container until it succeeds, has failed too
// often, or the Job is deleted.
import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { localPath } from "./files.mjs";
import { read, write } from "./store.mjs";

export async function runJob(name) {
  const job = read("Job", name);
  const { spec } = job;
  if (spec.completionMode === "Indexed") return runIndexed(job);
  for (let attempt = 0; attempt <= spec.backoffLimit; attempt++) {
    const pod = newPod(job, attempt);
    const exitCode = await runContainer(spec.template.spec, pod, name);
    if (!read("Job", name)) return;
    pod.status.phase = exitCode === 0 ? "Succeeded" : "Failed";
    pod.status.containerStatuses = [
      { state: { terminated: { exitCode, reason: exitCode === 0 ? "Completed" : "Error" } } },
    ];
    write(pod);
    if (exitCode === 0) return end(name, "Complete");
  }
  end(name, "Failed", "BackoffLimitExceeded");
}

/** Index after index, each as often as it may fail. */
async function runIndexed(job) {
  const { name } = job.metadata;
  const { completions, backoffLimitPerIndex = 0 } = job.spec;
  let failed = 0;
  for (let index = 0; index < completions; index++) {
    let exitCode = 1;
    for (let attempt = 0; attempt <= backoffLimitPerIndex && exitCode !== 0; attempt++) {
      const pod = newPod(job, `${index}-${attempt}`);
      const env = [{ name: "JOB_COMPLETION_INDEX", value: String(index) }];
      exitCode = await runContainer(job.spec.template.spec, pod, name, env);
      if (!read("Job", name)) return;
      pod.status.phase = exitCode === 0 ? "Succeeded" : "Failed";
      write(pod);
    }
    if (exitCode !== 0) failed += 1;
  }
  if (failed === 0) end(name, "Complete");
  else end(name, "Failed", "FailedIndexes");
}

function newPod(job, attempt) {
  const name = `${job.metadata.name}-${attempt}`;
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { ...job.spec.template.metadata.labels, "job-name": job.metadata.name } },
    status: { phase: "Running", startTime: new Date().toISOString() },
  };
  write(pod);
  return pod;
}

function runContainer(template, pod, jobName, more = []) {
  const [container] = template.containers;
  const [program, ...args] = container.command.map((word) => localPath(word, template));
  const log = openSync(join(process.env.SHIM_STATE, `${pod.metadata.name}.log`), "a");
  // Nothing of this machine's environment but what finds programs and steers the tests.
  const own = Object.entries(process.env).filter(([key]) => key === "PATH" || key.startsWith("FAKE_KERNEL"));
  const env = {
    ...Object.fromEntries(own),
    ...Object.fromEntries([...container.env, ...more].map(({ name, value }) => [name, value])),
  };
  const child = spawn(program, args, {
    cwd: localPath(container.workingDir, template),
    env,
    stdio: ["ignore", log, log],
  });
  const deleted = setInterval(() => {
    if (!read("Job", jobName)) child.kill("SIGKILL");
  }, 50);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearInterval(deleted);
      resolve(code ?? 137);
    });
  });
}

function end(name, type, reason) {
  const job = read("Job", name);
  if (!job) return;
  job.status = { conditions: [{ type, status: "True", ...(reason ? { reason } : {}) }] };
  write(job);
}

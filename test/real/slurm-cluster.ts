import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "./free-ports.ts";
import { ifKilled } from "./if-killed.ts";

/** Two nodes of four CPUs and four pretended GPUs, on loopback. */
export interface SlurmCluster {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** SLURM's own record of jobs that ended: name and state. */
  readonly ended: () => { readonly name: string; readonly state: string }[];
  /** Lines of squeue, in the given format. */
  readonly queue: (format: string) => string[];
  readonly stop: () => Promise<void>;
}

/** Why SLURM cannot be set up here; undefined when it can. */
export function slurmObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return "not root";
  const missing = ["slurmctld", "slurmd", "sbatch"].filter((name) => spawnSync("which", [name]).status !== 0);
  return missing.length === 0
    ? undefined
    : `no ${missing.join(", ")}; scripts/install-test-engines.sh installs them`;
}

export async function startSlurm(): Promise<SlurmCluster> {
  const folder = mkdtempSync(join(tmpdir(), "slurm-"));
  for (const name of ["ctld", "log", "spool-n1", "spool-n2"]) mkdirSync(join(folder, name));
  for (const index of [0, 1, 2, 3]) execFileSync("mknod", [join(folder, `nvidia${index}`), "c", "1", "3"]);
  const ports = await freePorts(3);
  writeFileSync(join(folder, "gres.conf"), `NodeName=n[1-2] Name=gpu Type=h100 File=${folder}/nvidia[0-3]\n`);
  writeFileSync(join(folder, "slurm.conf"), configuration(folder, ports));
  const env = { SLURM_CONF: join(folder, "slurm.conf") };
  const run = (program: string, args: readonly string[]) =>
    execFileSync(program, [...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }).toString();
  const pids = ["slurmd-n1", "slurmd-n2", "slurmctld"].map((name) => `'${folder}/${name}.pid'`).join(" ");
  const spared = ifKilled(`for file in ${pids}; do kill -9 $(cat $file); done; rm -rf '${folder}'`);
  const stop = async () => {
    spared();
    for (const name of ["slurmd-n1", "slurmd-n2", "slurmctld"])
      await endByPidFile(join(folder, `${name}.pid`));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    run("slurmctld", ["-i"]);
    run("slurmd", ["-N", "n1"]);
    run("slurmd", ["-N", "n2"]);
    for (let tries = 0; !isIdle(run); tries++) {
      if (tries > 100)
        throw new Error(`SLURM did not come up: ${readFileSync(join(folder, "log", "slurmctld.log"))}`);
      await sleep(200);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    env,
    ended: () => endedJobs(join(folder, "jobcomp.txt")),
    queue: (format) =>
      run("squeue", ["--noheader", `--format=${format}`])
        .split("\n")
        .filter(Boolean),
    stop,
  };
}

function isIdle(run: (program: string, args: readonly string[]) => string): boolean {
  try {
    return run("sinfo", ["--noheader", "--format=%T"]).trim() === "idle";
  } catch {
    return false;
  }
}

function endedJobs(file: string): { name: string; state: string }[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const field = (name: string) => new RegExp(`\\b${name}=(\\S*)`).exec(line)?.[1] ?? "";
    return { name: field("Name"), state: field("JobState") };
  });
}

async function endByPidFile(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8"));
  try {
    process.kill(pid, "SIGTERM");
    for (let tries = 0; tries < 100; tries++) {
      process.kill(pid, 0);
      await sleep(50);
    }
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function configuration(folder: string, [ctld, n1, n2]: readonly number[]): string {
  return `ClusterName=ci
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${ctld}
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=${folder}/ctld
SlurmdSpoolDir=${folder}/spool-%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd-%n.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd-%n.log
JobCompType=jobcomp/filetxt
JobCompLoc=${folder}/jobcomp.txt
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1
MaxArraySize=100001
MaxJobCount=100000
ReturnToService=2
GresTypes=gpu
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=${n1} CPUs=4 RealMemory=8000 Gres=gpu:h100:4
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=${n2} CPUs=4 RealMemory=8000 Gres=gpu:h100:4
PartitionName=gpu Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
`;
}

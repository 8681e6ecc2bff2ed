import { UserError } from "../errors.ts";
import type { Shard } from "./run-sweep.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Which part of a sweep this process runs: as given, I/N, or as its scheduler says.
 * @throws UserError when neither does
 */
export function shardOf(given: string | undefined, environment: Environment): Shard {
  const [text, source] = given === undefined ? fromScheduler(environment) : [given, "--shard"];
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (index === undefined || shard.of < 1 || shard.index >= shard.of) {
    throw new UserError({ field: source, message: "must be I/N with I from 0 to N-1", got: text });
  }
  return shard;
}

/** Text like `--shard` takes, and the variables that it comes from. */
function fromScheduler(environment: Environment): [string, string] {
  const { SWEEP_SHARD, SWEEP_SHARDS, SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX } = environment;
  if (SWEEP_SHARD !== undefined && SWEEP_SHARDS !== undefined) {
    return [`${SWEEP_SHARD}/${SWEEP_SHARDS}`, "SWEEP_SHARD/SWEEP_SHARDS"];
  }
  if (SLURM_ARRAY_TASK_ID !== undefined) {
    const { SLURM_ARRAY_TASK_MIN = "0", SLURM_ARRAY_TASK_COUNT } = environment;
    const index = Number(SLURM_ARRAY_TASK_ID) - Number(SLURM_ARRAY_TASK_MIN);
    return [
      `${index}/${SWEEP_SHARDS ?? SLURM_ARRAY_TASK_COUNT}`,
      "SLURM_ARRAY_TASK_ID/SLURM_ARRAY_TASK_COUNT",
    ];
  }
  if (JOB_COMPLETION_INDEX !== undefined) {
    return [`${JOB_COMPLETION_INDEX}/${SWEEP_SHARDS}`, "JOB_COMPLETION_INDEX/SWEEP_SHARDS"];
  }
  throw new UserError({
    field: "sweep shard",
    message: "does not know which part to run",
    remedy: "Give --shard I/N, or set SWEEP_SHARD and SWEEP_SHARDS",
  });
}

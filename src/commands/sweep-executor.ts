import type { FlagName } from "../config/flags.ts";
import { type Problem, UserError } from "../errors.ts";
import type { Invocation } from "./command.ts";

const KUBERNETES = ["kubernetes", "openshift"];
const CLUSTERS = ["slurm", ...KUBERNETES];

/** Flags of a sweep that mean something to some executors only. */
const EXECUTORS_OF: Partial<Record<FlagName, readonly string[]>> = {
  workers: ["local"],
  ...of(CLUSTERS, "shards", "max-parallel", "wait", "shard-time-limit", "poll-interval"),
  ...of(CLUSTERS, "job-cpus", "job-memory"),
  ...of(KUBERNETES, "indexed", "namespace", "image", "node-selector", "tolerations", "claim", "mount-path"),
  ...of(["slurm"], "partition", "account", "sbatch-options", "setup"),
};

function of(
  executors: readonly string[],
  ...names: FlagName[]
): Partial<Record<FlagName, readonly string[]>> {
  return Object.fromEntries(names.map((name) => [name, executors]));
}

/**
 * Silence would look like an effect.
 * @throws UserError naming every flag that this executor has no use for
 */
export function checkExecutorFlags({ flags }: Invocation, executor: string): void {
  const problems = [...flags.keys()].flatMap((name): Problem[] => {
    const executors = EXECUTORS_OF[name];
    if (executors === undefined || executors.includes(executor)) return [];
    const message = `has no effect with --executor ${executor}`;
    return [{ field: `--${name}`, message, remedy: `It belongs to --executor ${executors.join(", ")}` }];
  });
  if (problems.length > 0) throw new UserError(problems);
}

import { FLAGS } from "../config/flags.ts";
import { UserError } from "../errors.ts";
import { TARGET_DEFAULTS, type Target } from "../ingest/campaign/target.ts";
import type { Invocation } from "./command.ts";
import { flagValue } from "./flag-value.ts";

/** The target that flags describe; what they leave open is as the campaign had it before, or as the documents say. */
export function targetOf(invocation: Invocation, before: Target | undefined, gpu: string): Target {
  const name = flagValue(invocation, "target") ?? before?.name;
  if (name === undefined) {
    throw new UserError({
      field: "--target",
      message: "is needed for a new campaign",
      remedy: `One of ${FLAGS.target.choices.join(", ")}`,
    });
  }
  const base = before ?? TARGET_DEFAULTS;
  const ofGpu = before?.kubernetes.nodeSelector ?? { accelerator: `nvidia-${gpu.toLowerCase()}` };
  const given = <K extends Parameters<typeof flagValue>[1]>(flag: K) => flagValue(invocation, flag);
  const cpus = given("job-cpus");
  const memory = given("job-memory");
  const setup = given("setup") ?? base.setup;
  const partition = given("partition") ?? base.slurm.partition;
  const account = given("account") ?? base.slurm.account;
  return {
    name,
    python: given("python") ?? base.python,
    resources: {
      cpus: cpus === undefined ? base.resources.cpus : { request: Math.max(1, cpus / 2), limit: cpus },
      memoryGiB: memory === undefined ? base.resources.memoryGiB : half(memory),
    },
    ...(setup === undefined ? {} : { setup }),
    kubernetes: {
      namespace: given("namespace") ?? base.kubernetes.namespace,
      image: given("image") ?? base.kubernetes.image,
      nodeSelector: selectorOf(given("node-selector")) ?? ofGpu,
      tolerations: tolerationsOf(given("tolerations")) ?? base.kubernetes.tolerations,
      claim: given("claim") ?? base.kubernetes.claim,
      mountPath: given("mount-path") ?? base.kubernetes.mountPath,
    },
    slurm: {
      ...(partition === undefined ? {} : { partition }),
      ...(account === undefined ? {} : { account }),
      sbatchOptions: given("sbatch-options")?.split(/\s+/).filter(Boolean) ?? base.slurm.sbatchOptions,
    },
    devices: [...(given("devices") ?? base.devices)],
  };
}

const half = (limit: number) => ({ request: limit / 2, limit });

function selectorOf(pairs: readonly string[] | undefined): Record<string, string> | undefined {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(
    pairs
      .filter((pair) => pair !== "none")
      .map((pair) => {
        const [key, value] = pair.split("=");
        if (!key || value === undefined) {
          throw new UserError({ field: "--node-selector", message: "must be KEY=VALUE", got: pair });
        }
        return [key, value];
      }),
  );
}

function tolerationsOf(list: readonly string[] | undefined): Target["kubernetes"]["tolerations"] | undefined {
  return list
    ?.filter((text) => text !== "none")
    .map((text) => {
      const match = /^([^=:]+)(?:=([^:]*))?(?::(NoSchedule|PreferNoSchedule|NoExecute))?$/.exec(text);
      if (match === null) {
        throw new UserError({ field: "--tolerations", message: "must be KEY[=VALUE][:EFFECT]", got: text });
      }
      const [, key, value, effect] = match;
      return {
        key: key!,
        operator: value === undefined ? ("Exists" as const) : ("Equal" as const),
        ...(value === undefined ? {} : { value }),
        ...(effect === undefined ? {} : { effect: effect as "NoSchedule" }),
      };
    });
}

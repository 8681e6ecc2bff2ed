import { resolve } from "node:path";
import { FLAGS } from "../config/flags.ts";
import { hardwareFile, listGpus, loadGpu } from "../config/hardware.ts";
import { kvTokens } from "../config/kv-tokens.ts";
import type { ServerConfig } from "../config/resolve-server.ts";
import { flagValues, type Settings } from "../config/settings.ts";
import { EXIT, type Problem, UserError } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import { checkKvTokens, type KvCheck } from "../sweep/kv-check.ts";
import { type Invocation, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";

interface Sized {
  readonly labels: Readonly<Record<string, string>>;
  readonly server: ServerConfig;
  readonly settings: Settings;
}

/**
 * Holds the capacities derived here against `--expect-kv-tokens`, where it is given.
 * @returns what to tell of those that agree
 * @throws UserError (exit code 5) explaining those that do not
 */
export function kvCheck(invocation: Invocation, servers: readonly Sized[]): string[] {
  const text = textOf(invocation, "expect-kv-tokens");
  const given = flagValue(invocation, "kv-tolerance");
  if (text === undefined) {
    if (given === undefined) return [];
    throw new UserError({ field: "--kv-tolerance", message: "needs --expect-kv-tokens" });
  }
  const expected = kvTokens(text);
  const tolerance = given ?? FLAGS["kv-tolerance"].default;
  const checks = servers.map(({ labels, server, settings }) => {
    const name = Object.entries(labels).flat().join(" ");
    return { name, check: checkKvTokens(server, expected, tolerance, gpusBeside(settings)) };
  });
  const problems = checks
    .filter(({ check }) => !check.within)
    .map(({ name, check }) => problemOf(name, check, tolerance));
  if (problems.length > 0) throw new UserError(problems, EXIT.threshold);
  return checks.map(
    ({ name, check }) => `${name === "" ? "" : `${name}: `}${sentence(check)}, within ${tolerance} %`,
  );
}

function gpusBeside(settings: Settings) {
  const file = resolve(flagValues(settings)["hardware-config"] ?? hardwareFile());
  return listGpus(file).map((name) => loadGpu(name, file));
}

function sentence({ expected, derived, differencePercent }: KvCheck): string {
  const sign = differencePercent >= 0 ? "+" : "";
  return `KV capacity ${formatCount(derived)} tokens for ${formatCount(expected)} expected (${sign}${differencePercent.toFixed(2)} %)`;
}

function problemOf(name: string, check: KvCheck, tolerance: number): Problem {
  const where = name === "" ? "" : ` of ${name}`;
  return {
    field: `--expect-kv-tokens${where}`,
    message: `is missed by more than ${tolerance} %: ${sentence(check)}`,
    ...(check.explanations.length === 0 ? {} : { remedy: sentences(check.explanations) }),
  };
}

function sentences(explanations: readonly string[]): string {
  return explanations.map((text) => text.charAt(0).toUpperCase() + text.slice(1)).join(". ");
}

import { createHash } from "node:crypto";
import type { ScenarioConfig } from "../config/scenario-config.ts";
import type { ServerConfig } from "../config/server-config.ts";
import type { WorkloadRequest } from "../config/workload-request.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { DataHashes } from "./data-hashes.ts";
import { ENGINE_VERSION } from "./engine-version.ts";
import type { WhatIf } from "./what-if/what-if.ts";

/** Hex digits of an id: 80 bits, so that a million scenarios collide with probability 4e-13. */
const ID_DIGITS = 20;

/**
 * Names scenarios by what determines their results: everything resolved, the contents of the files that are read, and the
 * version of the simulator. Paths do not count, so that two machines agree.
 */
export class Identities {
  private readonly data: DataHashes;
  private readonly servers = new WeakMap<ServerConfig, string>();

  constructor(data: DataHashes) {
    this.data = data;
  }

  /** sha256 of the canonical JSON, cut to `ID_DIGITS`. */
  of(config: ScenarioConfig, whatIf?: WhatIf): string {
    const { replicas, routing, slo, percentiles, warmup, maxConcurrency } = config;
    return digest({
      engine: ENGINE_VERSION,
      server: this.serverOf(config.server),
      workload: this.workload(config.workload),
      ...{ replicas, routing, slo, percentiles, warmup, maxConcurrency, whatIf },
    });
  }

  /** Names a server alone: scenarios of equal servers share its latency model. */
  serverOf(server: ServerConfig): string {
    const known = this.servers.get(server);
    if (known !== undefined) return known;
    const { gpu, benchDataPath, ...rest } = server;
    const { warnings: _, ...chip } = gpu;
    const tables = benchDataPath === undefined ? undefined : this.data.of(benchDataPath);
    const id = digest({ ...rest, gpu: chip, tables });
    this.servers.set(server, id);
    return id;
  }

  private workload(request: WorkloadRequest): unknown {
    return request.kind === "trace" ? { ...request, file: this.data.of(request.file) } : request;
  }
}

/** A name for settings that no scenario could be made of. */
export function unresolvedId(settings: unknown): string {
  return digest({ engine: ENGINE_VERSION, unresolved: settings });
}

function digest(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, ID_DIGITS);
}

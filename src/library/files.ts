import type { ServerConfig } from "../config/resolve-server.ts";
import { SERVER_FILES } from "../config/server-config.ts";
import type { LatencyModel } from "../engine/latency-model.ts";
import { assembleMfuModel } from "../roofline/mfu-assemble.ts";
import { NO_TABLES } from "../roofline/tables/kernel-tables.ts";
import { latencyModelOf } from "../sweep/prepare.ts";
import { latencyModelOptions } from "../sweep/prepare-with.ts";
import { Workloads } from "../sweep/workloads.ts";
import type { ServerOptions } from "./options.ts";
import type { Environment } from "./simulate-with.ts";

/** Node: models, hardware, tables and traces are files. */
const FILES: Environment = {
  servers: SERVER_FILES,
  latencyModel: latencyModelOf,
  workload: (request) => new Workloads().get(request),
};

/** The tables that ship under a GPU's name say nothing of one that was given whole, which may differ from it. */
const FILES_BUT_TABLES: Environment = {
  ...FILES,
  servers: { ...SERVER_FILES, tables: () => undefined },
  latencyModel: (server, onNote) =>
    server.latencyModel === "mfu" && server.benchDataPath === undefined
      ? withoutTables(server, onNote)
      : latencyModelOf(server, onNote),
};

export function filesFor({ gpu }: ServerOptions): Environment {
  return typeof gpu === "object" ? FILES_BUT_TABLES : FILES;
}

function withoutTables(server: ServerConfig, onNote: (sentence: string) => void): LatencyModel {
  const { model, notes } = assembleMfuModel(latencyModelOptions(server), () => NO_TABLES);
  for (const note of notes) onNote(note);
  return model;
}

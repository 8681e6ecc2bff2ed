import type { ServerConfig } from "../config/resolve-server.ts";
import type { LatencyModel } from "../engine/latency-model.ts";
import { createLatencyModel } from "../roofline/registry.ts";
import { latencyModelOptions, type PreparedServer, prepareServerWith } from "./prepare-with.ts";

export { memoryPlanOf, type PreparedServer, serverNotes } from "./prepare-with.ts";

/** `prepareServerWith` the latency models that read their tables from files. */
export function prepareServer(server: ServerConfig): PreparedServer {
  return prepareServerWith(latencyModelOf, server);
}

export function latencyModelOf(server: ServerConfig, onNote: (sentence: string) => void): LatencyModel {
  return createLatencyModel(server.latencyModel, { ...latencyModelOptions(server), onNote });
}

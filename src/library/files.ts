import { SERVER_FILES } from "../config/server-config.ts";
import { latencyModelOf } from "../sweep/prepare.ts";
import { Workloads } from "../sweep/workloads.ts";
import type { Environment } from "./simulate-with.ts";

/** Node: models, hardware, tables and traces are files. */
export const FILES: Environment = {
  servers: SERVER_FILES,
  latencyModel: latencyModelOf,
  workload: (request) => new Workloads().get(request),
};

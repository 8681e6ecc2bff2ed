import { existsSync } from "node:fs";
import { join } from "node:path";
import { benchDataFolder } from "../roofline/tables/layout.ts";
import { loadGpu } from "./hardware.ts";
import { loadModel } from "./models.ts";
import { packageRoot } from "./package-root.ts";
import { type ResolvedServer, resolveServerFrom, type ServerSources } from "./resolve-server.ts";
import type { Settings } from "./settings.ts";

export type { ResolvedServer, ServerConfig } from "./resolve-server.ts";

/** Files: those that ship, and those that are named by their path. */
export const SERVER_FILES: ServerSources = {
  model: (name) => loadModel(name),
  gpu: loadGpu,
  tables(gpuName) {
    const shipped = join(packageRoot(), "bench_data", benchDataFolder(gpuName));
    return existsSync(shipped) ? shipped : undefined;
  },
};

/** `resolveServerFrom` files. */
export function resolveServer(given: Settings): ResolvedServer {
  return resolveServerFrom(SERVER_FILES, given);
}

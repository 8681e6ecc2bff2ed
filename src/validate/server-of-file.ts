import type { ServerConfig } from "../config/resolve-server.ts";
import { scenarioConfig } from "../config/scenario-config.ts";
import type { Settings } from "../config/settings.ts";
import type { Names } from "./names.ts";

/** The settings given, with the model, the GPU and the ranks that a file names in the place of their own. */
export function serverOfFile(settings: Settings, names: Names) {
  const known = new Map<string, ServerConfig>();
  return (model?: string, gpu?: string, tp?: number): ServerConfig => {
    const key = JSON.stringify([model, gpu, tp]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const own = new Map(settings);
    const put = (name: "model" | "gpu" | "tp", value: string | number) =>
      own.set(name, { items: [value], origin: { layer: "file" } });
    if (model !== undefined) put("model", names.model(model).name);
    if (gpu !== undefined) put("gpu", names.gpu(gpu).name);
    if (tp !== undefined) put("tp", tp);
    const { server } = scenarioConfig({ settings: own, labels: {} });
    known.set(key, server);
    return server;
  };
}

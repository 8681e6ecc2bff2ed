import { ENGINE_FLAGS, SYSTEM_FLAGS } from "../config/flags/server.ts";
import type { FlagName } from "../config/flags.ts";
import { type ResolvedServer, resolveServer, type ServerConfig } from "../config/server-config.ts";
import type { Setting, Settings } from "../config/settings.ts";

const SERVER_FLAGS = [...Object.keys(SYSTEM_FLAGS), ...Object.keys(ENGINE_FLAGS)] as FlagName[];

/** What one attempt gave; the error too, since finding it takes as long. */
type Known = Resolved | { readonly error: unknown };

interface Resolved {
  readonly server: ServerConfig;
  /** Settings that were filled in. */
  readonly added: readonly (readonly [FlagName, Setting])[];
}

/** Resolves each distinct server once: reading a model and a GPU takes longer than resolving all the rest. */
export class ServerCache {
  private readonly known = new Map<string, Known>();

  readonly resolve = (given: Settings): ResolvedServer => {
    const key = JSON.stringify(SERVER_FLAGS.map((name) => given.get(name)?.items));
    let found = this.known.get(key);
    if (found === undefined) this.known.set(key, (found = resolved(given)));
    if ("error" in found) throw found.error;
    return { server: found.server, settings: new Map([...given, ...found.added]) };
  };
}

function resolved(given: Settings): Known {
  try {
    const { server, settings } = resolveServer(given);
    return { server, added: [...settings].filter(([name]) => !given.has(name)) };
  } catch (error) {
    return { error };
  }
}

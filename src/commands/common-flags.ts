import { ENGINE_FLAGS, SYSTEM_FLAGS } from "../config/flags/server.ts";
import type { FlagName } from "../config/flags.ts";

/** How every command talks. */
export const TALK = ["quiet", "verbose", "debug"] as const;

/** Of every command that prints figures. */
export const ALWAYS = ["format", ...TALK] as const;

/** The server to simulate, flag by flag. */
export const SERVER = [...Object.keys(SYSTEM_FLAGS), ...Object.keys(ENGINE_FLAGS)] as FlagName[];

/** The server to simulate, by the command that starts a real one. */
export const REAL_SERVER = ["vllm-args", "vllm-args-file"] as const;

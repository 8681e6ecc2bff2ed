import packageJson from "../../package.json" with { type: "json" };

/** Put in by the build: a hash of everything under src that a result depends on. */
declare const __SOURCE_HASH__: string | undefined;

/**
 * What results are tied to: a change of the simulator makes new ones. `0.1.0+3f2a9c1b77d0`; run from its sources the hash is
 * not known, and `sources` stands for it.
 */
export const ENGINE_VERSION = `${packageJson.version}+${typeof __SOURCE_HASH__ === "undefined" ? "sources" : __SOURCE_HASH__}`;

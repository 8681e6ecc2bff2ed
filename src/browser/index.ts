/**
 * inference-sim without files: for browsers, workers and other places without Node.
 *
 * @module inference-sim/browser
 */
export * from "../library/common.ts";
export { type BrowserOptions, simulate } from "./simulate.ts";
export type { TableTexts } from "./table-texts.ts";

/** Contents by file name; names may hold no directory. */
export type OutputFiles = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes a run's files so that each appears whole or not at all. The folder is made when it is missing.
 * @throws UserError (exit code 1) naming the path and the reason; nothing half-written is left then.
 */
export function writeOutputFolder(_folder: string, _files: OutputFiles): void {
  throw new Error("writeOutputFolder: not yet");
}

export interface Progress {
  /** Cheap enough to call from a simulation's `onProgress`. */
  update(done: number, total: number): void;
  /** Removes the bar. */
  stop(): void;
}

/** A bar on stderr for runs over a second; does nothing where stderr is no terminal or `quiet` is set. */
export async function createProgress(
  _label: string,
  _options: { readonly quiet?: boolean } = {},
): Promise<Progress> {
  throw new Error("createProgress: not yet");
}

export interface Progress {
  /** Cheap enough to call from a simulation's `onProgress`. */
  update(done: number, total: number): void;
  /** Removes the bar. */
  stop(): void;
}

export interface ProgressOptions {
  readonly quiet?: boolean;
  /** Default stderr. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Milliseconds since some fixed time; default `performance.now`. */
  readonly now?: () => number;
}

const SILENT: Progress = { update: () => {}, stop: () => {} };
/** Runs shorter than this show no bar. */
const PATIENCE_MS = 1000;

/** A bar on stderr for runs over a second; does nothing where stderr is no terminal or `quiet` is set. */
export async function createProgress(label: string, options: ProgressOptions = {}): Promise<Progress> {
  const { quiet = false, stream = process.stderr, now = () => performance.now() } = options;
  if (quiet || !stream.isTTY || process.env.TERM === "dumb") return SILENT;
  const { SingleBar } = (await import("cli-progress")).default;
  const bar = new SingleBar({
    format: `${label} [{bar}] {percentage} % | {value}/{total} | {eta_formatted} left`,
    stream,
    clearOnComplete: true,
    // The bar would otherwise catch SIGINT and keep the run going.
    gracefulExit: false,
  });
  const begin = now();
  let shown = false;
  return {
    update(done, total) {
      if (!shown) {
        if (now() - begin < PATIENCE_MS) return;
        bar.start(total, done);
        shown = true;
      }
      bar.setTotal(total);
      bar.update(done);
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}

import type { StepObserver } from "../engine/replica.ts";
import { LiveView } from "../report/live-view.ts";
import type { Progress } from "../report/progress.ts";
import { liveTable } from "./live-table.ts";
import { widthOf } from "./terminal.ts";

/** Time between two drawings, and steps between two looks at the clock. */
const EVERY_MS = 120;
const STEPS = 64;

/** A run's live view on a terminal; the engine feeds it by its observer and its progress. */
export function watchRun(
  label: string,
  usableBlocks: number,
  stream: NodeJS.WriteStream,
): Progress & { readonly onStep: StepObserver } {
  const view = new LiveView(label, usableBlocks);
  const screen = liveTable(stream);
  let drawnMs = performance.now();
  let steps = 0;
  const draw = () => {
    drawnMs = performance.now();
    screen.draw(view.lines(widthOf(stream, 80)));
  };
  return {
    onStep: (record) => {
      view.observe(record);
      steps += 1;
      if (steps % STEPS === 0 && performance.now() - drawnMs > EVERY_MS) draw();
    },
    update: (done, total) => view.progress(done, total),
    stop: () => {
      draw();
      screen.keep();
    },
  };
}

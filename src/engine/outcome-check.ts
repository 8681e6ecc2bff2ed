import type { RequestState } from "./request-state.ts";
import { FINISH } from "./result.ts";

/** @throws Error when a request was lost, or its times do not follow one another. For the end of a simulation. */
export function checkOutcome(rows: RequestState): void {
  for (let row = 0; row < rows.count; row++) {
    const finish = rows.finish[row]!;
    if (finish === FINISH.rejected) continue;
    const times = [rows.arrivalNs, rows.firstScheduledNs, rows.firstTokenNs, rows.lastTokenNs].map(
      (column) => column[row]!,
    );
    const ordered = times.every((time, i) => (i === 0 ? time >= 0 : time >= times[i - 1]!));
    if (finish === FINISH.none || !ordered) {
      throw new Error(
        `engine invariant broken: request ${row} ends as ${finish} with times ${times.join(", ")} ns`,
      );
    }
  }
}

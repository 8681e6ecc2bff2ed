import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createProgress } from "../../src/report/progress.ts";

function terminal(isTTY: boolean): Writable & { isTTY: boolean; columns: number; text: () => string } {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return Object.assign(stream, { isTTY, columns: 120, text: () => text });
}

describe("createProgress", () => {
  it("shows nothing in the first second, a bar after it", async () => {
    const stream = terminal(true);
    let now = 0;
    const progress = await createProgress("simulating", { stream, now: () => now });
    progress.update(100, 1_000);
    expect(stream.text()).toBe("");
    now = 1_500;
    progress.update(400, 1_000);
    expect(stream.text()).toContain("simulating");
    expect(stream.text()).toContain("400/1000");
    progress.stop();
  });

  it("shows nothing when the run ends within the second", async () => {
    const stream = terminal(true);
    const progress = await createProgress("simulating", { stream, now: () => 0 });
    progress.update(1_000, 1_000);
    progress.stop();
    expect(stream.text()).toBe("");
  });

  it("shows nothing into a file or with quiet", async () => {
    for (const [isTTY, quiet] of [
      [false, false],
      [true, true],
    ] as const) {
      const stream = terminal(isTTY);
      let now = 0;
      const progress = await createProgress("simulating", { stream, quiet, now: () => now });
      now = 5_000;
      progress.update(1, 2);
      progress.stop();
      expect(stream.text()).toBe("");
    }
  });
});

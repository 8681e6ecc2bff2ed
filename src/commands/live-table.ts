import { widthOf } from "./terminal.ts";

/** A block of lines on a terminal that is drawn again in place. */
export function liveTable(stream: NodeJS.WriteStream = process.stderr) {
  let drawn = 0;
  return {
    draw(lines: readonly string[]): void {
      const most = Math.max(1, (stream.rows || 50) - 1);
      const shown = lines.slice(-most).map((line) => line.slice(0, widthOf(stream) - 1));
      const up = drawn > 0 ? `\u001b[${drawn}A\u001b[J` : "";
      stream.write(`${up}${shown.join("\n")}\n`);
      drawn = shown.length;
    },
    /** Leaves the last state standing; what follows is written below it. */
    keep(): void {
      drawn = 0;
    },
  };
}

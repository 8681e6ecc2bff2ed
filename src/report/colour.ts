import { styleText } from "node:util";

export type Style = "bold" | "dim" | "red" | "yellow" | "green";
export type Paint = (style: Style, text: string) => string;

export const PLAIN: Paint = (_style, text) => text;

interface Stream {
  readonly isTTY?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether a stream gets colours: on a terminal, and not where NO_COLOR is set (https://no-color.org). FORCE_COLOR is above
 * both, as in Node: 0 or false for none, else colours into a pipe too.
 */
export function hasColour(stream: Stream, env: Environment = process.env): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

export function paintFor(stream: Stream, env: Environment = process.env): Paint {
  if (!hasColour(stream, env)) return PLAIN;
  // The stream is checked above, with the environment that was given.
  return (style, text) => styleText(style, text, { validateStream: false });
}

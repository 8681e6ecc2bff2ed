import { styleText } from "node:util";

export type Style = "bold" | "dim" | "red" | "yellow" | "green";
export type Paint = (style: Style, text: string) => string;

export const PLAIN: Paint = (_style, text) => text;

/** Colours for a stream: only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Paint {
  if (env.NO_COLOR || !stream.isTTY || env.TERM === "dumb") return PLAIN;
  // The stream is checked above, with the environment that was given.
  return (style, text) => styleText(style, text, { validateStream: false });
}

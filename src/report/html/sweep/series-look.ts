/** Colours and strokes of series: six colours, then the same ones dashed. */
const COLOURS = ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)", "var(--c6)"];

/** Series that can be told from each other. */
export const MOST_SERIES = 8;

export function seriesLook(index: number): { readonly colour: string; readonly dashed: boolean } {
  return { colour: COLOURS[index % COLOURS.length]!, dashed: index >= COLOURS.length };
}

/** Columns of a table where nobody says how wide the output is. */
const WIDE = 160;

/** Columns of an output; 0, which a terminal says that does not know, is as good as nothing. */
export function widthOf(stream: { readonly columns?: number } = process.stdout, otherwise = WIDE): number {
  return stream.columns || otherwise;
}

/** Whether what was drawn can be drawn over. */
export function canRedraw(stream: { readonly isTTY?: boolean } = process.stderr): boolean {
  return stream.isTTY === true && process.env.TERM !== "dumb";
}

import type { HeadShape } from "../../roofline/tables/table-folder.ts";
import type { CsvRow } from "../csv-file.ts";

/** Heads, KV heads and head dimension of one rank: columns nh, nkv, dh. */
export function headsOf(row: CsvRow): HeadShape {
  const [heads, kvHeads, headDim] = [row.count("nh"), row.count("nkv"), row.count("dh")];
  if (heads % kvHeads !== 0) row.refuse("nkv", `must divide the ${heads} heads`);
  return { heads, kvHeads, headDim };
}

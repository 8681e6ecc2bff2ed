/** Heads, KV heads and head dimension that one rank's attention kernel sees. */
export interface HeadShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

export interface PlainFile {
  /** Its name in messages. */
  readonly file: string;
  /** Path relative to the manifest, with forward slashes: its key there. */
  readonly key: string;
  readonly text: () => string;
}

/** A table of one attention shape. */
export interface AttentionFile extends PlainFile {
  /** The shape of one rank: file `64-8-128-tp2` holds the kernel of 32 heads and 4 KV heads. */
  readonly shape: HeadShape;
  readonly tp: number;
}

/** The tables there are for one GPU. Absent kinds are undefined or empty. */
export interface Tables {
  readonly gemm?: PlainFile;
  readonly gemmFp8?: PlainFile;
  readonly allReduce?: PlainFile;
  readonly prefill: readonly AttentionFile[];
  readonly decode: readonly AttentionFile[];
  /** Files with names that are no attention shape. */
  readonly unread: readonly string[];
}

/**
 * Sorts files out by their keys, whatever they lie in.
 * @param gpuFolder the folder between kind and file, `h100` in `gemm/h100/data.csv`; empty: none
 */
export function sortTables(
  keys: readonly string[],
  gpuFolder: string,
  open: (key: string) => PlainFile,
): Tables {
  const folderOf = (kind: string) => (gpuFolder === "" ? `${kind}/` : `${kind}/${gpuFolder}/`);
  const plain = (kind: string, name: string): PlainFile | undefined => {
    const key = `${folderOf(kind)}${name}`;
    return keys.includes(key) ? open(key) : undefined;
  };
  const unread: string[] = [];
  const attention = (kind: string): AttentionFile[] =>
    keys
      .filter((key) => key.startsWith(folderOf(kind)) && key.endsWith(".csv"))
      .sort()
      .flatMap((key) => {
        const shape = parseShape(key.slice(folderOf(kind).length, -".csv".length));
        if (shape !== undefined) return { ...open(key), ...shape };
        unread.push(key);
        return [];
      });
  const gemm = plain("gemm", "data.csv");
  const gemmFp8 = plain("gemm", "fp8.csv");
  const allReduce = plain("comm", "allreduce.csv");
  return {
    ...(gemm && { gemm }),
    ...(gemmFp8 && { gemmFp8 }),
    ...(allReduce && { allReduce }),
    prefill: attention("mha/prefill"),
    decode: attention("mha/decode"),
    unread,
  };
}

/** `32-8-128` or `32-8-128-tp2`; KV heads are replicated where there are fewer than ranks. */
function parseShape(stem: string): { shape: HeadShape; tp: number } | undefined {
  const match = /^(\d+)-(\d+)-(\d+)(?:-tp(\d+))?$/.exec(stem);
  if (match === null) return undefined;
  const [heads, kvHeads, headDim] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const tp = Number(match[4] ?? 1);
  if (heads < 1 || kvHeads < 1 || headDim < 1 || tp < 1 || heads % tp !== 0) return undefined;
  if (kvHeads % tp !== 0 && tp % kvHeads !== 0) return undefined;
  return { shape: { heads: heads / tp, kvHeads: Math.max(1, kvHeads / tp), headDim }, tp };
}

export function sameShape(a: HeadShape, b: HeadShape): boolean {
  return a.heads === b.heads && a.kvHeads === b.kvHeads && a.headDim === b.headDim;
}

export function headSizes({ heads, kvHeads, headDim }: HeadShape): number[] {
  return [heads, kvHeads, headDim];
}

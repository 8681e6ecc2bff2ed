import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../../errors.ts";

/** Name of a GPU's folder of tables: `h100`, `a100-sxm`. */
export function benchDataFolder(gpuName: string): string {
  return gpuName.toLowerCase();
}

/** Heads, KV heads and head dimension that one rank's attention kernel sees. */
export interface HeadShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** A table of one attention shape. */
export interface AttentionFile {
  readonly file: string;
  /** Path relative to the manifest, with forward slashes: its key there. */
  readonly key: string;
  /** The shape of one rank: file `64-8-128-tp2` holds the kernel of 32 heads and 4 KV heads. */
  readonly shape: HeadShape;
  readonly tp: number;
}

export interface PlainFile {
  readonly file: string;
  readonly key: string;
}

/** The tables a folder holds for one GPU. Absent kinds are undefined or empty. */
export interface TableFolder {
  readonly root: string;
  readonly manifest: string;
  readonly gemm?: PlainFile;
  readonly gemmFp8?: PlainFile;
  readonly allReduce?: PlainFile;
  readonly prefill: readonly AttentionFile[];
  readonly decode: readonly AttentionFile[];
  /** Files with names that are no attention shape. */
  readonly unread: readonly string[];
}

/**
 * Finds the tables of `gpu` under `path`, in any of three layouts: the GPU's own folder (`gemm/data.csv`), a folder
 * of GPUs (`h100/gemm/data.csv`), or InferSim's kind-first one (`gemm/h100/data.csv`).
 * @throws UserError when the folder is missing or holds no table.
 */
export function findTables(path: string, gpu: string): TableFolder {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new UserError({ field: "bench data path", message: "is not a folder", got: path });
  }
  const name = benchDataFolder(gpu);
  const own = existsSync(join(path, name)) ? join(path, name) : path;
  const kindFirst = ["gemm", "mha/prefill", "mha/decode"].some((kind) => existsSync(join(own, kind, name)));
  const found = list(own, kindFirst ? name : "");
  if (!found.gemm && !found.gemmFp8 && found.prefill.length + found.decode.length === 0) {
    throw new UserError({
      field: "bench data path",
      message: `holds no kernel table for ${gpu}`,
      got: path,
      remedy: `Expected ${join(path, "gemm", "data.csv")} or ${join(path, "gemm", name, "data.csv")}`,
    });
  }
  return found;
}

function list(root: string, gpuFolder: string): TableFolder {
  const unread: string[] = [];
  const plain = (kind: string, name: string): PlainFile | undefined => {
    const key = [kind, gpuFolder, name].filter((part) => part !== "").join("/");
    return existsSync(join(root, key)) ? { file: join(root, key), key } : undefined;
  };
  const attention = (kind: string): AttentionFile[] => {
    const folder = [kind, gpuFolder].filter((part) => part !== "").join("/");
    if (!existsSync(join(root, folder))) return [];
    const files: AttentionFile[] = [];
    for (const name of readdirSync(join(root, folder)).sort()) {
      if (!name.endsWith(".csv")) continue;
      const key = `${folder}/${name}`;
      const shape = parseShape(basename(name, ".csv"));
      if (shape === undefined) unread.push(key);
      else files.push({ file: join(root, key), key, ...shape });
    }
    return files;
  };
  const gemm = plain("gemm", "data.csv");
  const gemmFp8 = plain("gemm", "fp8.csv");
  const allReduce = plain("comm", "allreduce.csv");
  return {
    root,
    manifest: join(root, "manifest.json"),
    ...(gemm && { gemm }),
    ...(gemmFp8 && { gemmFp8 }),
    ...(allReduce && { allReduce }),
    prefill: attention("mha/prefill"),
    decode: attention("mha/decode"),
    unread,
  };
}

/** Changes when a table or the manifest does. */
export function tablesVersion(folder: TableFolder): string {
  const { gemm, gemmFp8, allReduce, prefill, decode } = folder;
  const files = [gemm, gemmFp8, allReduce, ...prefill, ...decode].flatMap((found) => found?.file ?? []);
  if (existsSync(folder.manifest)) files.push(folder.manifest);
  const versions = files.map((file) => {
    const { mtimeMs, size } = statSync(file);
    return `${file}:${mtimeMs}:${size}`;
  });
  return versions.join("\n");
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

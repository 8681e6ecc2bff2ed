import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import type { BenchTable } from "../bench-table.ts";
import type { Figure } from "./document.ts";
import { colourScale, draw, keyMarks, Plot } from "./draw.ts";

/** A point under the roofline. */
interface RooflinePoint {
  readonly kind: string;
  /** FLOP a byte, each byte once through memory. */
  readonly intensity: number;
  readonly tflops: number;
  readonly title: string;
}

/** Every row of the tables as a point. */
export function pointsOf(tables: readonly BenchTable[]): RooflinePoint[] {
  return tables.flatMap(({ kind, dtype, rows }) =>
    rows.map(({ point, us }) => ({
      kind: kind === "gemm" ? `gemm ${dtype}` : kind,
      intensity: point.flops / point.footprintBytes,
      tflops: point.flops / us / 1e6,
      title: `${kind}, ${point.label}\n${us} us`,
    })),
  );
}

/** The roofline of a GPU with points under it. `radius` in pixels. */
export function rooflinePlot(
  points: readonly RooflinePoint[],
  c: KernelConstants,
  title: string,
  radius = 1.6,
): Figure {
  const kinds = [...new Set(points.map(({ kind }) => kind))];
  const intensities = points.map(({ intensity }) => intensity);
  const [least, most] = [Math.min(0.5, ...intensities), Math.max(2000, ...intensities)];
  const tbs = c.chip.memoryBytesPerS / 1e12;
  const ceilings = [
    { name: "BF16 peak", tflops: c.chip.bf16FlopsPerS / 1e12 },
    ...(kinds.includes("gemm fp8") ? [{ name: "FP8 peak", tflops: c.chip.fp8FlopsPerS / 1e12 }] : []),
  ];
  const roofs = ceilings.flatMap(({ name, tflops }) => [
    { name, x: least, y: least * tbs },
    { name, x: tflops / tbs, y: tflops },
    { name, x: most, y: tflops },
  ]);
  const top = Math.max(...ceilings.map(({ tflops }) => tflops));
  const share = (kind: string) => {
    const own = points.filter((point) => point.kind === kind);
    const best = Math.max(...own.map(({ intensity, tflops }) => tflops / Math.min(top, intensity * tbs)));
    return `${kind} ${own.length} points, at best ${(100 * best).toFixed(0)} % of the roof`;
  };
  return {
    title,
    summary: `${kinds.map(share).join("; ")}. Intensity counts every byte once, so small kernels whose data waits in a cache can stand above the slope.`,
    svg: draw({
      width: 900,
      height: 480,
      marginLeft: 56,
      marginRight: 80,
      x: { type: "log", label: "FLOP a byte", domain: [least, most] },
      y: {
        type: "log",
        label: "TFLOP/s",
        grid: true,
        domain: [Math.min(...points.map(({ tflops }) => tflops)) / 1.5, top * 1.5],
      },
      color: colourScale(kinds),
      marks: [
        Plot.dot(points, {
          x: "intensity",
          y: "tflops",
          fill: "kind",
          r: radius,
          fillOpacity: 0.7,
          title: "title",
        }),
        Plot.line(roofs, { x: "x", y: "y", z: "name", stroke: "currentColor", strokeWidth: 1.5 }),
        Plot.text(ceilings, { x: most, y: "tflops", text: "name", textAnchor: "start", dx: 6 }),
        ...keyMarks(kinds, "top-left"),
      ],
    }),
  };
}

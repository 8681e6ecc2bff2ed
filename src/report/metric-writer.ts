/** Observations counted by upper limits, as Prometheus keeps them. */
export class Histogram {
  /** Ascending. */
  readonly limits: readonly number[];
  /** Of each bucket, not cumulative; the last one has no limit. */
  readonly counts: Float64Array;
  sum = 0;
  count = 0;

  constructor(limits: readonly number[]) {
    this.limits = limits;
    this.counts = new Float64Array(limits.length + 1);
  }

  add(value: number, weight = 1): void {
    let low = 0;
    let high = this.limits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= this.limits[middle]!) high = middle;
      else low = middle + 1;
    }
    this.counts[low]! += weight;
    this.sum += value * weight;
    this.count += weight;
  }
}

/** Prometheus' text format 0.0.4. Names get vLLM's prefix. */
export class MetricWriter {
  readonly #labels: string;
  readonly #lines: string[] = [];

  /** @param labels of every sample: `model_name="m",engine="0"` */
  constructor(labels: string) {
    this.#labels = labels;
  }

  gauge(name: string, help: string, value: number, labels = ""): void {
    this.#head(name, help, "gauge");
    this.#sample(name, labels, value);
  }

  counter(name: string, help: string, samples: readonly (readonly [labels: string, value: number])[]): void {
    this.#head(`${name}_total`, help, "counter");
    for (const [labels, value] of samples) this.#sample(`${name}_total`, labels, value);
  }

  histogram(name: string, help: string, { limits, counts, sum, count }: Histogram): void {
    this.#head(name, help, "histogram");
    let below = 0;
    for (const [i, limit] of limits.entries()) {
      below += counts[i]!;
      this.#sample(`${name}_bucket`, `le="${withPoint(limit)}"`, below);
    }
    this.#sample(`${name}_bucket`, 'le="+Inf"', count);
    this.#sample(`${name}_count`, "", count);
    this.#sample(`${name}_sum`, "", sum);
  }

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  #head(name: string, help: string, type: string): void {
    this.#lines.push(`# HELP vllm:${name} ${help}.`, `# TYPE vllm:${name} ${type}`);
  }

  #sample(name: string, labels: string, value: number): void {
    const all = labels === "" ? this.#labels : `${this.#labels},${labels}`;
    this.#lines.push(`vllm:${name}{${all}} ${withPoint(value)}`);
  }
}

/** As Python prints a float: `10.0`, so that `le` matches a real server's label. */
function withPoint(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}

/** A label's value: backslash, quote and line feed escaped. */
export function labelValue(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

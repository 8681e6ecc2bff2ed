import { describe, expect, it } from "vitest";
import { Histogram, labelValue, MetricWriter } from "../../src/report/metric-writer.ts";

describe("Histogram", () => {
  it("counts values up to and with each limit, by weight", () => {
    const histogram = new Histogram([1, 2, 5]);
    histogram.add(1);
    histogram.add(1.5, 3);
    histogram.add(5);
    histogram.add(7, 2);
    expect([...histogram.counts]).toEqual([1, 3, 1, 2]);
    expect([histogram.count, histogram.sum]).toEqual([7, 1 + 4.5 + 5 + 14]);
  });
});

describe("MetricWriter", () => {
  it("writes Prometheus' text format, buckets cumulative, limits as Python prints floats", () => {
    const out = new MetricWriter('engine="0"');
    out.gauge("g", "A gauge", 0.25);
    out.counter("c", "A counter", [['reason="x"', 3]]);
    const histogram = new Histogram([0.5, 10]);
    histogram.add(0.5);
    histogram.add(3);
    histogram.add(30);
    out.histogram("h", "A histogram", histogram);
    expect(out.text()).toBe(
      [
        "# HELP vllm:g A gauge.",
        "# TYPE vllm:g gauge",
        'vllm:g{engine="0"} 0.25',
        "# HELP vllm:c_total A counter.",
        "# TYPE vllm:c_total counter",
        'vllm:c_total{engine="0",reason="x"} 3.0',
        "# HELP vllm:h A histogram.",
        "# TYPE vllm:h histogram",
        'vllm:h_bucket{engine="0",le="0.5"} 1.0',
        'vllm:h_bucket{engine="0",le="10.0"} 2.0',
        'vllm:h_bucket{engine="0",le="+Inf"} 3.0',
        'vllm:h_count{engine="0"} 3.0',
        'vllm:h_sum{engine="0"} 33.5',
        "",
      ].join("\n"),
    );
  });
});

it("labelValue escapes what would end a label", () => {
  expect(labelValue('a"b\\c\nd')).toBe('a\\"b\\\\c\\nd');
});

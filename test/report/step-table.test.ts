import { describe, expect, it } from "vitest";
import { StepPrice } from "../../src/engine/latency-model.ts";
import { stepCsv, stepJson, stepText } from "../../src/report/step-table.ts";

const price = Object.assign(new StepPrice(), {
  ...{ totalNs: 10_000, gemmNs: 6_000, attentionNs: 2_000, headNs: 1_000, elementwiseNs: 500, hostNs: 500 },
  ...{ interpolatedNs: 7_500, modelledNs: 2_500 },
});

describe("step tables", () => {
  it("JSON has microseconds by part and the shares of provenance", () => {
    expect(stepJson(price)).toEqual({
      ...{
        totalUs: 10,
        gemmUs: 6,
        attentionUs: 2,
        allReduceUs: 0,
        headUs: 1,
        elementwiseUs: 0.5,
        hostUs: 0.5,
      },
      provenance: { measured: 0, interpolated: 0.75, extrapolated: 0, modelled: 0.25 },
    });
  });

  it("text has a line a part with its share, and where prices came from", () => {
    expect(stepText(price)).toBe(
      [
        "part             us    share",
        "-----------  ------  -------",
        "gemm          6.000   60.0 %",
        "attention     2.000   20.0 %",
        "allReduce     0.000    0.0 %",
        "head          1.000   10.0 %",
        "elementwise   0.500    5.0 %",
        "host          0.500    5.0 %",
        "total        10.000  100.0 %",
        "provenance: 75.0 % interpolated, 25.0 % modelled",
        "",
      ].join("\n"),
    );
  });

  it("CSV is one row", () => {
    expect(stepCsv(price)).toBe(
      "totalUs,gemmUs,attentionUs,allReduceUs,headUs,elementwiseUs,hostUs," +
        "provenance_measured,provenance_interpolated,provenance_extrapolated,provenance_modelled\n" +
        "10,6,2,0,1,0.5,0.5,0,0.75,0,0.25\n",
    );
  });
});

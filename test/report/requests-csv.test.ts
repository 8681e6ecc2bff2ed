import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { emptyWaterfalls, W } from "../../src/engine/waterfall-parts.ts";
import { requestsCsv } from "../../src/report/requests-csv.ts";
import { handmadeReport } from "./reports.ts";

describe("requestsCsv", () => {
  it("has one row a request, empty where something never happened", () => {
    const text = Buffer.from(requestsCsv(handmadeReport())).toString();
    expect(text.split("\n")).toEqual([
      "request_id,arrival_ms,first_scheduled_ms,first_token_ms,last_token_ms,prompt_tokens,cached_tokens," +
        "output_tokens,preemptions,ttft_ms,tpot_ms,e2el_ms,finish_reason,session,replica",
      "0,0.000000,0.000000,50.000000,350.000000,10,0,4,0,50.000000,100.000000,350.000000,stop,,0",
      "1,100.000000,100.000000,120.000000,120.000000,20,0,1,0,20.000000,,20.000000,stop,,0",
      "2,150.000000,,,,9000,0,5,0,,,,rejected,,0",
      "3,200.000000,200.000000,280.000000,2000.000000,30,0,5,0,80.000000,430.000000,1800.000000,length,,0",
      "",
    ]);
  });

  it("says where E2EL and TTFT went, where the run kept that", () => {
    const report = handmadeReport();
    const waterfalls = emptyWaterfalls(4);
    waterfalls.ttftNs.set([50e6], W.prefillOwn);
    waterfalls.e2elNs.set([50e6, 0, 300e6], W.prefillOwn);
    const result = { ...report.result, waterfalls };
    const rows: Record<string, string>[] = parse(Buffer.from(requestsCsv({ ...report, result })), {
      columns: true,
    });
    expect(rows[0]).toMatchObject({
      ...{ w_prefill_own_ms: "50.000000", w_gemm_ms: "300.000000", w_slot_ms: "0" },
      ...{ w_ttft_prefill_own_ms: "50.000000", w_ttft_gemm_ms: "0" },
    });
    // Rejected.
    expect(rows[2]).toMatchObject({ w_prefill_own_ms: "", w_ttft_recompute_ms: "" });
    expect(Object.keys(rows[0]!).filter((name) => name.startsWith("w_"))).toHaveLength(22);
  });

  it("names sessions where there are any", () => {
    const report = handmadeReport();
    const requests = { ...report.requests, session: Int32Array.of(0, -1, 12, 0) };
    const rows: Record<string, string>[] = parse(Buffer.from(requestsCsv({ ...report, requests })), {
      columns: true,
    });
    expect(rows.map(({ session }) => session)).toEqual(["0", "", "12", "0"]);
  });

  it("rounds TPOT to the nanosecond and is exact elsewhere", () => {
    const report = handmadeReport();
    report.result.lastTokenNs[0] = 350_000_001;
    const [row]: Record<string, string>[] = parse(Buffer.from(requestsCsv(report)), { columns: true });
    // 300,000,001 ns over 3 gaps.
    expect(row).toMatchObject({ last_token_ms: "350.000001", tpot_ms: "100.000000", e2el_ms: "350.000001" });
  });
});

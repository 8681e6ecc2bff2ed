import type { StepPrice } from "../engine/latency-model.ts";

/**
 * Books a step's parts, given in microseconds, as whole nanoseconds.
 *
 * The total is rounded once; each part is rounded down and the largest part takes the remainder, so the parts sum
 * to the total exactly. Provenance fields are the caller's to fill.
 */
export function bookPrice(
  out: StepPrice,
  totalNs: number,
  gemmUs: number,
  attentionUs: number,
  allReduceUs: number,
  headUs: number,
  elementwiseUs: number,
  hostUs: number,
): void {
  const gemm = Math.floor(gemmUs * 1000);
  const attention = Math.floor(attentionUs * 1000);
  const allReduce = Math.floor(allReduceUs * 1000);
  const head = Math.floor(headUs * 1000);
  const elementwise = Math.floor(elementwiseUs * 1000);
  const host = Math.floor(hostUs * 1000);
  const remainder = totalNs - (gemm + attention + allReduce + head + elementwise + host);
  const largest = Math.max(gemm, attention, allReduce, head, elementwise, host);
  out.totalNs = totalNs;
  out.gemmNs = gemm;
  out.attentionNs = attention;
  out.allReduceNs = allReduce;
  out.headNs = head;
  out.elementwiseNs = elementwise;
  out.hostNs = host;
  if (largest === gemm) out.gemmNs += remainder;
  else if (largest === attention) out.attentionNs += remainder;
  else if (largest === allReduce) out.allReduceNs += remainder;
  else if (largest === host) out.hostNs += remainder;
  else if (largest === head) out.headNs += remainder;
  else out.elementwiseNs += remainder;
}

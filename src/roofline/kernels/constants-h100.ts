import type { KernelConstants } from "./constants.ts";

/** H100 SXM: peaks of the data sheet (dense), starting figures for everything else. */
export const H100: KernelConstants = {
  gpu: "H100",
  chip: {
    bf16FlopsPerS: 989.5e12,
    fp8FlopsPerS: 1979e12,
    memoryBytesPerS: 3.35e12,
    sms: 132,
    l2Bytes: 50 * 2 ** 20,
    nvlinkBytesPerS: 450e9,
  },
  gemm: {
    bf16: { computeUtilisation: 0.8, memoryUtilisation: 0.83, floorUs: 3.8 },
    fp8: { computeUtilisation: 0.49, memoryUtilisation: 0.85, floorUs: 6.5 },
  },
  prefill: { computeUtilisation: 0.54, floorUs: 12 },
  decode: { memoryUtilisation: 0.89, floorUs: 12.4 },
  allReduce: {
    oneShot: {
      2: { latencyUs: 4.2, bytesPerUs: 227e3 },
      4: { latencyUs: 4.6, bytesPerUs: 90.5e3 },
      8: { latencyUs: 4.8, bytesPerUs: 41.3e3 },
    },
    twoShot: {
      4: { latencyUs: 7.6, bytesPerUs: 188.4e3 },
      8: { latencyUs: 9.5, bytesPerUs: 201.1e3 },
    },
    nccl: {
      2: { latencyUs: 6.9, bytesPerUs: 211e3 },
      4: { latencyUs: 10.5, bytesPerUs: 178e3 },
      8: { latencyUs: 17.3, bytesPerUs: 160e3 },
    },
    eagerFloorUs: 20,
  },
  elementwise: { kernelsPerLayer: 4, launchUs: 2.5, memoryUtilisation: 0.7 },
  origin: {
    kind: "fitted",
    fittedOn: "published H100 SXM kernel timings (aiconfigurator), two-parameter rooflines",
  },
};

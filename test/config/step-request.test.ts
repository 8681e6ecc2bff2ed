import { describe, expect, it } from "vitest";
import { stepRequest } from "../../src/config/step-request.ts";

describe("stepRequest", () => {
  it("reads chunks and decodes", () => {
    expect(stepRequest("2048,512@4096", "32x1024,1x5")).toEqual({
      chunks: [
        { tokens: 2048, context: 0 },
        { tokens: 512, context: 4096 },
      ],
      decodes: [
        { count: 32, context: 1024 },
        { count: 1, context: 5 },
      ],
    });
  });

  it.each(["0", "-1", "2048@", "@5", "1.5", "x", ""])("refuses --prefill %s", (text) => {
    expect(() => stepRequest(text, undefined)).toThrow("--prefill must be TOKENS or TOKENS@CACHED");
  });

  it.each(["32", "0x5", "5x0", "5x", "x5"])("refuses --decode %s", (text) => {
    expect(() => stepRequest(undefined, text)).toThrow("--decode must be COUNTxCONTEXT");
  });

  it("refuses a step that computes nothing", () => {
    expect(() => stepRequest(undefined, undefined)).toThrow("needs --prefill or --decode");
  });
});

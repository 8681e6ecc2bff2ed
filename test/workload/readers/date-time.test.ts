import fc from "fast-check";
import { expect, it } from "vitest";
import { DateTimeParser } from "../../../src/workload/readers/date-time.ts";
import { Decimal } from "../../../src/workload/readers/decimal.ts";

const parser = new DateTimeParser();

function parse(text: string): [number, number] | undefined {
  const into = new Decimal();
  const bytes = Buffer.from(text);
  return parser.parse(bytes, 0, bytes.length, into) ? [into.whole, into.billionths] : undefined;
}

it.each([
  ["1970-01-01 00:00:00", 0, 0],
  ["1970-01-02T00:00:01Z", 86_401, 0],
  ["2023-11-16 18:15:46.6805900", 1_700_158_546, 680_590_000],
  ["2024-05-10 00:00:00.009930+00:00", 1_715_299_200, 9_930_000],
  ["2024-05-10 02:00:00 +0200", 1_715_299_200, 0],
  ["2024-05-09 18:30:00-05:30", 1_715_299_200, 0],
  ["2024-05-10 00:00:00 UTC", 1_715_299_200, 0],
  ["2000-02-29 12:00:00", 951_825_600, 0],
])("%s", (text, whole, billionths) => {
  expect(parse(text)).toEqual([whole, billionths]);
});

it.each([
  "2023-11-16",
  "2023-11-16 18:15",
  "2023-11-16_18:15:46",
  "2023/11/16 18:15:46",
  "2023-13-01 00:00:00",
  "2023-00-01 00:00:00",
  "2023-02-29 00:00:00",
  "2023-04-31 00:00:00",
  "2023-01-01 24:00:00",
  "2023-01-01 00:60:00",
  "2023-01-01 00:00:60",
  "2023-01-01 00:00:00.",
  "2023-01-01 00:00:00.5x",
  "2023-01-01 00:00:00 CET",
  "20x3-01-01 00:00:00",
])("not %s", (text) => {
  expect(parse(text)).toBeUndefined();
});

it("agrees with Date on every whole millisecond", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("1971-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }),
      (date) => {
        const [whole, billionths] = parse(date.toISOString())!;
        return whole * 1000 + billionths / 1e6 === date.getTime();
      },
    ),
  );
});

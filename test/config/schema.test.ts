import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flagSpec, SETTING_NAMES } from "../../src/config/flags.ts";
import { settingsJsonSchema, settingsSchema } from "../../src/config/schema.ts";
import { itemsFromData } from "../../src/config/values.ts";

const schema = settingsSchema();

describe("the schema of settings files", () => {
  it("accepts exactly what the loader accepts, for any setting and any value", () => {
    const name = fc.constantFrom(...SETTING_NAMES);
    const scalar = fc.oneof(
      fc.integer({ min: -2, max: 3 }),
      fc.double({ min: -1, max: 101, noNaN: true }),
      fc.constantFrom("", "inf", "mfu", "fcfs", "azure", "a", 1, true, false, null),
    );
    const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }));
    fc.assert(
      fc.property(name, value, (key, data) => {
        expect(schema.safeParse({ [key]: data }).success, `${key}: ${JSON.stringify(data)}`).toBe(
          loads(key, data),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("allows no other key", () => {
    expect(schema.safeParse({ nothing: 1 }).success).toBe(false);
  });

  it("is JSON Schema with a description and a default for editors to show", () => {
    const { properties, additionalProperties } = settingsJsonSchema() as {
      properties: Record<string, { description: string; default?: unknown }>;
      additionalProperties: boolean;
    };
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties)).toEqual(SETTING_NAMES);
    expect(properties["max-num-seqs"]!.description).toContain("Most requests running at once (requests)");
    expect(properties["request-rate"]!.default).toBe("inf");
    expect(properties.tp!.default).toBe(1);
  });
});

function loads(name: (typeof SETTING_NAMES)[number], data: unknown): boolean {
  try {
    itemsFromData(flagSpec(name), data, { field: name });
    return true;
  } catch {
    return false;
  }
}

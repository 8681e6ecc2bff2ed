import { describe, expect, it } from "vitest";
import { STYLE } from "../../../src/report/html/style.ts";

/** Relative luminance (WCAG 2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const themes = [...STYLE.matchAll(/color-scheme: (light|dark);([^}]*)/g)].map(([, name, block]) => ({
  name: name!,
  colours: new Map([...block!.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, key, hex]) => [key!, hex!])),
}));

describe("STYLE", () => {
  it("has a light theme, and a dark one both by the system's wish and by choice", () => {
    expect(themes.map(({ name }) => name)).toEqual(["light", "dark", "dark"]);
    expect([...themes[1]!.colours]).toEqual([...themes[2]!.colours]);
    expect([...themes[0]!.colours.keys()]).toEqual([...themes[1]!.colours.keys()]);
  });

  it.each(themes.slice(0, 2))("has text that stands out on the $name page (WCAG AA)", ({ colours }) => {
    const of = (name: string) => colours.get(name)!;
    for (const page of ["page", "card", "warn-page", "bad-page"]) {
      expect(contrast(of("text"), of(page)), `text on ${page}`).toBeGreaterThan(4.5);
    }
    for (const page of ["page", "card"]) {
      for (const name of ["quiet", "link"]) expect(contrast(of(name), of(page)), name).toBeGreaterThan(4.5);
    }
  });

  it.each(themes.slice(0, 2))("has series that stand out on the $name card (WCAG 1.4.11)", ({ colours }) => {
    const series = [
      ...[...colours.keys()].filter((name) => /^c\d/.test(name)),
      "good",
      "warn-line",
      "bad-line",
    ];
    expect(series).toHaveLength(14);
    for (const name of series) {
      expect(contrast(colours.get(name)!, colours.get("card")!), name).toBeGreaterThan(3);
    }
  });

  it.each(themes.slice(0, 2))(
    "has bars that text in them stands out of, on the $name page",
    ({ colours }) => {
      for (const name of ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c10", "good"]) {
        expect(contrast(colours.get(name)!, colours.get("card")!), name).toBeGreaterThan(4.5);
      }
    },
  );

  it("asks for nothing from elsewhere", () => {
    expect(STYLE).not.toMatch(/url\(|@import|@font-face/);
  });
});

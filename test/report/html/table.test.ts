import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { html } from "../../../src/report/html/markup.ts";
import { table } from "../../../src/report/html/table.ts";

it("table has a caption, headings that are buttons, and values to sort by", () => {
  const { document } = parseHTML(
    table(
      "Runs & more",
      [{ heading: "name", align: "left" }, { heading: "time" }],
      [
        ["<a>", { shown: html`1 <small>s</small>`, sortBy: 1000 }],
        ["b", 2],
      ],
    ).text,
  );
  expect(document.querySelector("caption")!.textContent).toBe("Runs & more");
  expect(document.querySelectorAll("thead button")).toHaveLength(2);
  const cells = [...document.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => [cell.tagName, cell.textContent, cell.getAttribute("data-v")]),
  );
  expect(cells).toEqual([
    [
      ["TH", "<a>", null],
      ["TD", "1 s", "1000"],
    ],
    [
      ["TH", "b", null],
      ["TD", "2", null],
    ],
  ]);
  expect(document.querySelector("tbody th")!.className).toBe("left");
});

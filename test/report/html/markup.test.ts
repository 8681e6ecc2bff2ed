import { describe, expect, it } from "vitest";
import { html, jsonScript, raw } from "../../../src/report/html/markup.ts";

describe("html", () => {
  it("escapes values, in text and in attributes", () => {
    expect(html`<p title="${`"'`}">${"<b> & co"}</p>`.text).toBe(
      '<p title="&quot;&#39;">&lt;b&gt; &amp; co</p>',
    );
  });

  it("takes markup as it is, joins lists, and leaves nothing of false and undefined", () => {
    const items = ["a", "<"].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}${false}${undefined}${raw("<hr>")}${0}</ul>`.text).toBe(
      "<ul><li>a</li><li>&lt;</li><hr>0</ul>",
    );
  });
});

it("jsonScript cannot be ended by its data", () => {
  const { text } = jsonScript({ a: "</script><script>alert(1)</script>" });
  expect(text.match(/<\/script>/g)).toHaveLength(1);
  const inside = text.replace(/^<script[^>]*>|<\/script>$/g, "");
  expect(JSON.parse(inside)).toEqual({ a: "</script><script>alert(1)</script>" });
});

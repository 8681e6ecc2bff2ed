import { expect, it } from "vitest";
import { settingsPage } from "./settings-page.ts";

it("docs/settings.md says what the table of flags says", async () => {
  await expect(settingsPage()).toMatchFileSnapshot("../../docs/settings.md");
});

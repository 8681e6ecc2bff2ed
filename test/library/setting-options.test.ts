import { expect, it } from "vitest";
import { settingOptions } from "./setting-options-page.ts";

it("src/library/setting-options.ts has an option for every setting", async () => {
  await expect(settingOptions()).toMatchFileSnapshot("../../src/library/setting-options.ts");
});

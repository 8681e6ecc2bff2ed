import { expect, it } from "vitest";
import { kernelConstantsPage } from "./kernel-constants-page.ts";

it("docs/kernel-constants.md says what the kernel models use", async () => {
  await expect(kernelConstantsPage()).toMatchFileSnapshot("../../docs/kernel-constants.md");
});

import { spawnSync } from "node:child_process";
import type { Browser, Page } from "puppeteer-core";

/** Debian's Chromium; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const found = spawnSync("which", ["chromium"]).stdout.toString().trim();
  return found === "" ? undefined : found;
}

export async function launch(path: string): Promise<Browser> {
  const { launch } = await import("puppeteer-core");
  // Root may not use Chromium's sandbox; the pages are our own.
  return launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] });
}

/** What went wrong while a page was loaded: errors on its console, failed or foreign requests. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  page.on("requestfailed", (request) => complaints.push(`cannot load ${request.url()}`));
  return complaints;
}

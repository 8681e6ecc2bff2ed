import { resolve } from "node:path";
import type { ExitCode } from "../errors.ts";
import { placeFiles } from "../jobs/place-files.ts";
import { campaignToSubmit } from "./bench-campaign.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { note, print } from "./print.ts";

/** Writes the manifests or scripts that `bench submit` would hand over, for whoever submits them otherwise. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const { jobs, scheduler, files, place } = campaignToSubmit(invocation);
  const rendered = [...scheduler.renderFiles(files), ...[...jobs.values()].map(scheduler.render)];
  const folder = resolve(textOf(invocation, "output") ?? `${place.folder}/jobs`);
  if (isOn(invocation, "dry-run")) {
    print(rendered.map(({ name, text }) => `# ${name}\n${text}`).join("---\n"));
    return undefined;
  }
  placeFiles(folder, Object.fromEntries(rendered.map(({ name, text }) => [name, text])));
  // Where no ConfigMap carries them, the scripts are read from the campaign's folder.
  if (scheduler.renderFiles(files).length === 0) await scheduler.provide(files);
  print(rendered.map(({ name }) => `${folder}/${name}`).join("\n"));
  if (!isOn(invocation, "quiet")) {
    note(`${jobs.size} jobs written, none submitted; waves, limits and reruns are \`bench submit\`'s`);
  }
  return undefined;
}

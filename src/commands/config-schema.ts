import { settingsJsonSchema } from "../config/schema.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { printJson } from "./print.ts";

export async function run(): Promise<ExitCode | undefined> {
  printJson(settingsJsonSchema());
  return EXIT.ok;
}

import { writeFileSync } from "node:fs";
import { calibrate } from "../calibrate/fit.ts";
import { fittedHardware } from "../calibrate/hardware-entry.ts";
import { abovePeak, chooseParameters } from "../calibrate/parameters.ts";
import { readSet, whatIs } from "../calibrate/read-set.ts";
import { calibrationText, calibrationWarnings } from "../calibrate/text.ts";
import { combinations } from "../config/axes.ts";
import { hardwareFile } from "../config/hardware.ts";
import { scenarioConfig } from "../config/scenario-config.ts";
import { flagValues } from "../config/settings.ts";
import { EXIT, type ExitCode, UserError, unwritable } from "../errors.ts";
import { Names } from "../validate/names.ts";
import { serverOfFile } from "../validate/server-of-file.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { settingsOf } from "./settings-of.ts";
import { widthOf } from "./terminal.ts";

/** Fits a few parameters of a GPU to measurements, and writes a hardware config with them. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const files = invocation.words;
  if (files.length === 0)
    throw new UserError({ field: "calibrate", message: "needs at least one file of measurements" });
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  const kinds = files.map(whatIs);
  const what = kinds[0]!;
  // Kernels are no model's.
  const flags =
    what === "kernels" ? new Map([...invocation.flags, ["quiet", true] as const]) : invocation.flags;
  const [combination, ...others] = combinations(await settingsOf({ ...invocation, flags }));
  if (combination === undefined || others.length > 0) {
    throw new UserError({ field: "calibrate", message: "fits one server: flags take one value here" });
  }
  const { server, settings } = scenarioConfig(combination);
  const { latencyModel, tp, vllmVersion, engine } = server;
  if (latencyModel === "infersim") {
    throw new UserError({
      field: "--latency-model",
      message: "must be mfu or calibrated: InferSim's arithmetic has nothing to fit",
      got: latencyModel,
    });
  }
  if (kinds.some((kind) => kind !== what)) {
    throw new UserError({
      field: "calibrate",
      message: `fits files of one kind, and these hold ${[...new Set(kinds)].join(" and ")}`,
    });
  }
  const hardware = flagValues(settings)["hardware-config"] ?? hardwareFile();
  const serverOf = serverOfFile(combination.settings, new Names({ hardwareConfig: hardware }));
  const kvLen = flagValue(invocation, "kv-len");
  const sets = [];
  for (const file of files) sets.push(...(await readSet(file, what, server, serverOf, kvLen)));
  for (const sentence of new Set(sets.flatMap(({ notes }) => notes))) tell(sentence);

  const { asyncScheduling } = engine;
  const only = flagValue(invocation, "fit");
  const parameters = chooseParameters({ latencyModel, what, tp, asyncScheduling, vllmVersion, only });
  const seed = String(flagValues(settings).seed ?? 0);
  const calibration = calibrate(server.gpu, sets, parameters, seed);
  refuseAbovePeak(abovePeak(calibration.gpu, parameters));
  for (const warning of calibrationWarnings(calibration)) note(`warning: ${warning}`);

  const name = textOf(invocation, "name") ?? server.gpu.name;
  const origin = {
    hardwareFile: hardware,
    measurements: sets.map(({ file, what: kind }) => `${kind} of ${file.split("/").at(-1)}`),
    latencyModel,
    date: new Date().toISOString().slice(0, 10),
  };
  const entry = fittedHardware(calibration, name, origin);
  if (formatOf(invocation) === "json") printJson({ ...calibration, gpu: undefined, hardware: entry });
  else print(calibrationText(calibration, widthOf()));
  const output = textOf(invocation, "output");
  if (output === undefined) tell("--output FILE writes the hardware config with these values");
  else if (isOn(invocation, "dry-run")) tell(`would write ${output}`);
  else writeConfig(output, entry, tell);
  return EXIT.ok;
}

function refuseAbovePeak(above: readonly { readonly name: string; readonly value: number }[]): void {
  if (above.length === 0) return;
  throw new UserError(
    above.map(({ name, value }) => ({
      field: name,
      message: "came out above 1: faster than the peak of the chip",
      got: Number(value.toPrecision(3)),
      remedy:
        "Check --gpu, --tp, the model's dtype, and the unit of the file; or fix it with --fit without it",
    })),
  );
}

function writeConfig(output: string, entry: object, tell: (sentence: string) => void): void {
  try {
    writeFileSync(output, `${JSON.stringify(entry, null, 2)}\n`);
  } catch (error) {
    throw unwritable(output, error, "Give another file with --output");
  }
  tell(`wrote ${output}: use it with --hardware-config ${output}`);
}

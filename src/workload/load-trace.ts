import { finishTrace } from "./finish-trace.ts";
import { detectFormat } from "./readers/detect.ts";
import { isResult, readFormat } from "./readers/read-format.ts";
import { TextSource } from "./readers/text-source.ts";
import { RowSink } from "./row-sink.ts";
import type { TraceOptions } from "./spec.ts";
import { checkTraceOptions } from "./trace-options.ts";
import type { Workload } from "./workload.ts";

/** Reads a trace of any known format, plain or gzipped. */
export async function loadTrace(file: string, options: TraceOptions = {}): Promise<Workload> {
  checkTraceOptions(options);
  const source = await TextSource.open(file);
  try {
    const format = options.format ?? detectFormat(source.head(), file);
    const sink = new RowSink(file, isResult(format) ? { ...options, sortArrivals: true } : options);
    return finishTrace(sink, options, await readFormat(format, source, sink, options));
  } finally {
    await source.close();
  }
}

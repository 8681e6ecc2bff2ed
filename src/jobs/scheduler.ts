import type { Job, JobStatus } from "./job.ts";

/** A job that was handed over, and what the scheduler calls it. */
export interface Submitted {
  readonly job: Job;
  readonly id: string;
}

/** What would be handed over: a script, a manifest. */
export interface RenderedFile {
  readonly name: string;
  readonly text: string;
}

/** Texts that jobs read, by file name: kernel scripts, a scenario. */
export type JobFiles = Readonly<Record<string, string>>;

/** Something that runs jobs. Jobs go on when this program ends. */
export interface Scheduler {
  readonly name: "slurm" | "openshift" | "kubernetes" | "local";
  /** GPUs that its jobs may use at once; what needs more waits with the caller. */
  readonly gpus: number;
  /** Folder in which a job finds the files of `provide`. */
  readonly filesFolder: string;
  /** @throws UserError when the client is missing, not logged in or may not do it. */
  check(): Promise<void>;
  /** Makes files readable for jobs. Doing it again changes nothing. */
  provide(files: JobFiles): Promise<void>;
  /**
   * Hands a job over and returns the scheduler's id for it.
   * @throws UserError with the scheduler's own words when it refuses.
   */
  submit(job: Job): Promise<string>;
  /** The id of a job of this name that was handed over before, if any: asked after an interruption. */
  find(job: Job): Promise<string | undefined>;
  /** Where each job stands, by id. */
  poll(submitted: readonly Submitted[]): Promise<ReadonlyMap<string, JobStatus>>;
  cancel(submitted: Submitted): Promise<void>;
  /** The last lines that the job printed; empty when there are none to be had. */
  lastWords(submitted: Submitted): Promise<string>;
  /** What `submit` hands over. */
  render(job: Job): RenderedFile;
  /** What `provide` hands over, where that is not plain files. */
  renderFiles(files: JobFiles): readonly RenderedFile[];
}

import { createReadStream } from "node:fs";
import { createGunzip, type Gunzip } from "node:zlib";
import { fail } from "../check.ts";

const CHUNK_BYTES = 1 << 18;

/** Unpacks a gzip file piece by piece into a buffer of the caller's. */
export class Gunzipper {
  readonly #file: string;
  readonly #stream: Gunzip;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    this.#file = file;
    const packed = createReadStream(file, { highWaterMark: CHUNK_BYTES });
    this.#stream = packed.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
    packed.on("error", (error) => this.#stream.destroy(error));
    this.#stream.on("close", () => packed.destroy());
    this.#chunks = this.#stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** @returns bytes put into the buffer at `at`; 0 at the end */
  async read(into: Buffer, at: number): Promise<number> {
    if (this.#rest.length === 0) {
      const next = await this.#chunks.next().catch((error: Error) => this.#fail(error));
      if (next.done) return 0;
      this.#rest = next.value;
    }
    const copied = this.#rest.copy(into, at);
    this.#rest = this.#rest.subarray(copied);
    return copied;
  }

  close(): void {
    this.#stream.destroy();
  }

  #fail({ message }: Error): never {
    fail({
      where: { file: this.#file },
      message: `is not a sound gzip file (${message})`,
      remedy: "Fetch it again",
    });
  }
}

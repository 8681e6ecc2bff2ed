/** Entry of the worker threads: the build makes a file of its own from it. */
export { runChunk as default } from "./chunk.ts";

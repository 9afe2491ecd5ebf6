/** Whether there is a WebAssembly module in this build: undefined, or why there is none. scripts/prebuild/wasm.mjs writes this file into dist/. */
export declare const missing: string | undefined;

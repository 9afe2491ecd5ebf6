/** Whether there is a WebAssembly module in this build: undefined, or why there is none. scripts/wasm/main.mjs writes this file into dist/. */
export declare const missing: string | undefined;

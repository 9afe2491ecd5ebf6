/** The WebAssembly module in base64. scripts/prebuild/wasm.mjs writes this file into dist/. */
export declare const text: string;

/** The WebAssembly module in base64. scripts/wasm/main.mjs writes this file into dist/. */
export declare const text: string;

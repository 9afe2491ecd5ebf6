import { slotCount } from '../../kernels.js';
import { builtIn } from '../../platform/node.js';
import { missing } from './made.js';
import { loadView, mostViews, setMemory, storeView } from './views.js';
import { webAssembly } from './web-assembly.js';

/** What the module exports (native/wasm/module.cpp). */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** The address of the slots. */
  slots(): number;
  /** The address of the lengths of views. */
  views(): number;
  /** The status of a call, or {@link elsewhere}; from bit 8 on, a bit for each view that it writes. */
  prepare(operation: number, views: number): number;
  run(): void;
}

/** A running module, with its memory as the call path uses it. */
export interface Instance {
  readonly prepare: Exports['prepare'];
  readonly run: Exports['run'];
  readonly slots: Float64Array;
  /** The lengths of views in bytes, -1 where one is absent. */
  readonly lengths: Float64Array;
}

/** What `prepare` gives where the fallback has to do the call. */
export const elsewhere = 7;

/** A module of one function with an instruction of SIMD. */
const simd = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
];

/** Why there can be no instance here; undefined where there can. */
export function obstacle(): string | undefined {
  if (missing !== undefined) return missing;
  const api = webAssembly();
  if (api === undefined) return 'this runtime has no WebAssembly';
  const bytes = new Uint8Array(simd);
  if (!api.validate(bytes)) return 'this runtime has no SIMD in WebAssembly';
  try {
    new api.Module(bytes);
    return undefined;
  } catch (error) {
    return refused(error);
  }
}

/** Why a runtime that has WebAssembly does not run this module, as under a policy that forbids to make code. */
function refused(error: unknown): string {
  return `this runtime refused the WebAssembly module: ${error instanceof Error ? error.message : String(error)}`;
}

/** Compiles the module. Where the runtime refuses, for want of memory or by its rules, this is what it says. */
export function instantiate(): Instance | string {
  try {
    const { Module, Instance } = webAssembly()!;
    // Read only when it is needed, and by a plain require, which bundlers follow.
    const { text }: typeof import('./text.js') = require('./text.js');
    const module = new Module(builtIn('node:buffer').Buffer.from(text, 'base64'));
    const imports = { views: { load: loadView, store: storeView } };
    const { memory, slots, views, prepare, run } = new Instance(module, imports).exports as Exports;
    setMemory(new Uint8Array(memory.buffer));
    return {
      prepare,
      run,
      slots: new Float64Array(memory.buffer, slots(), slotCount),
      lengths: new Float64Array(memory.buffer, views(), mostViews),
    };
  } catch (error) {
    return refused(error);
  }
}

import { endianness } from 'node:os';
import path from 'node:path';
import nodeGypBuild from 'node-gyp-build';
import type { InstructionSet, Kernels, LoadAttempt } from './backend.js';

/** What native/binding exports. Each instance (one per thread) has its own chosen instruction set. */
export interface Addon extends Kernels {
  /** The instruction sets that this build holds and this machine can run, the fastest first. */
  readonly available: readonly InstructionSet[];
  /** Chooses one of `available` for this instance. */
  select(instructionSet: InstructionSet): void;
}

/** The addon and its file, or what was tried without success. */
export type LoadResult =
  | { readonly addon: Addon; readonly path: string }
  | { readonly addon: undefined; readonly found: boolean; readonly attempts: readonly LoadAttempt[] };

/** The package's own folder: this file is dist/backend/native.js in it. */
const packageRoot = path.join(__dirname, '..', '..');

/**
 * Finds the addon (build/Release first, then prebuilds/), then loads it. Two steps give two answers: "there is
 * none" is ordinary, "there is one and it does not load" is something the user must be told.
 */
export function loadAddon(): LoadResult {
  if (endianness() !== 'LE') return failed(false, packageRoot, 'the addon supports little-endian hosts only');
  let file: string;
  try {
    file = nodeGypBuild.resolve(packageRoot);
  } catch (error) {
    return failed(false, packageRoot, messageOf(error));
  }
  try {
    const addon = require(file) as Addon;
    return isAddon(addon) ? { addon, path: file } : failed(true, file, 'is not the addon of this version');
  } catch (error) {
    return failed(true, file, messageOf(error));
  }
}

/** Whether a module that did load is this addon: build/Release may hold an older one, or another package's. */
function isAddon(module: Partial<Addon>): boolean {
  const functions = [
    module.select,
    module.minMax,
    module.quantize,
    module.dequantize,
    module.quantizeRows,
    module.dequantizeRows,
    module.quantizeDynamic,
  ];
  return (module.available?.length ?? 0) > 0 && functions.every((each) => typeof each === 'function');
}

function failed(found: boolean, file: string, error: string): LoadResult {
  return { addon: undefined, found, attempts: [{ path: file, error }] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}

import type { LoadAttempt } from '../../errors.js';
import { type Kernels, operationNames, slotCount, slotNames } from '../../kernels.js';
import { typedArrayKind } from '../../platform/engine-views.js';
import type { InstructionSet } from '../info.js';
import { type AddonFile, findAddon, messageOf } from './addon-file.js';

/** The kernels of the addon, and the choice of its instruction set. Each instance (one per thread) has its own. */
export interface Addon extends Kernels {
  /** The instruction sets that this build holds and this machine can run, the fastest first. */
  readonly available: readonly InstructionSet[];
  /** Chooses one of `available` for this instance. */
  select(instructionSet: InstructionSet): void;
}

/** What native/binding exports: an addon, with the names of the slots that it was compiled with. */
interface Binding extends Addon {
  readonly slots: readonly string[];
}

/** The addon and its file, or what was tried without success. */
export type LoadResult =
  | { readonly addon: Addon; readonly path: string }
  | {
      readonly addon: undefined;
      readonly found: boolean;
      readonly attempts: readonly LoadAttempt[];
      readonly advice: string;
    };

/**
 * Finds the addon, checks its file, then loads it. The steps give two answers: "there is none" is ordinary, "there is
 * one and it does not load" is something the user must be told.
 */
export function loadAddon(): LoadResult {
  const { file, found, error, advice }: AddonFile = findAddon();
  const failed = (found: boolean, error: string) =>
    ({ addon: undefined, found, attempts: [{ path: file, error }], advice }) as const;
  if (error !== undefined) return failed(found, error);
  try {
    // Not require: bundlers warn of a name that they cannot know, and others hook into it.
    const module = { exports: {} };
    process.dlopen(module, file);
    const binding: Partial<Binding> = module.exports;
    if (!isBinding(binding)) return failed(true, 'is not the addon of this version');
    // Shared memory of constructors that a program replaced is not used, or there is none.
    if (!hasNumbers(binding)) return failed(true, 'could not allocate the memory for its arguments');
    return { addon: addonOf(binding), path: file };
  } catch (error) {
    return failed(true, messageOf(error));
  }
}

/** Whether a module that did load is this addon: build/Release may hold an older one, or another package's. */
function isBinding(module: Partial<Binding>): module is Binding {
  const isWhole = [...operationNames, 'select' as const].every((name) => typeof module[name] === 'function');
  const { slots, available } = module;
  const isCurrent = slots?.length === slotCount && slotNames.every((name, i) => slots[i] === name);
  return (available?.length ?? 0) > 0 && isCurrent && isWhole;
}

/** Whether the addon could make its slots. */
function hasNumbers({ numbers }: Partial<Binding>): boolean {
  // Not instanceof: the addon's first context may be another one, as Jest's are.
  return typedArrayKind(numbers) === 'Float64Array' && numbers?.length === slotCount;
}

/** The functions of the addon as they are: a call passes through nothing else. */
function addonOf(binding: Binding): Addon {
  return {
    available: binding.available,
    select: binding.select,
    numbers: binding.numbers,
    minMax: binding.minMax,
    quantize: binding.quantize,
    dequantize: binding.dequantize,
    quantizeDynamic: binding.quantizeDynamic,
    fakeQuantize: binding.fakeQuantize,
    requantize: binding.requantize,
    convert: binding.convert,
    quantizeGgml: binding.quantizeGgml,
    dequantizeGgml: binding.dequantizeGgml,
    packBits: binding.packBits,
    unpackBits: binding.unpackBits,
  };
}

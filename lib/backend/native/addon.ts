import type { LoadAttempt } from '../../errors.js';
import { type Kernels, operationNames, slotCount, slotNames } from '../../kernels.js';
import { typedArrayKind } from '../../platform/engine-views.js';
import type { Deferral, Threads } from '../deferral.js';
import type { InstructionSet } from '../info.js';
import { type AddonFile, findAddon, messageOf } from './addon-file.js';

/** The kernels of the addon. Each thread loads its own instance, with its own slots and instruction set. */
export interface Addon extends Kernels, Deferral, Threads {
  /** The instruction sets that this build holds and this machine can run, the fastest first. */
  readonly available: readonly InstructionSet[];
  /** Selects one of `available` for this instance. */
  select(instructionSet: InstructionSet): void;
}

/** The exports of native/binding: the addon, and the names of the slots that it was compiled with. */
interface Binding extends Addon {
  readonly slots: readonly string[];
}

/** The addon and its file, or why there is none. */
export type LoadResult =
  | { readonly addon: Addon; readonly path: string }
  | {
      readonly addon: undefined;
      readonly found: boolean;
      readonly attempts: readonly LoadAttempt[];
      readonly advice: string;
    };

/**
 * Finds the addon, checks its file, then loads it. `found` in a failure tells two cases apart: no addon, which is normal, and an addon
 * that does not load, which the user must be told.
 */
export function loadAddon(): LoadResult {
  const { file, found, error, advice }: AddonFile = findAddon();
  const failed = (found: boolean, error: string) =>
    ({ addon: undefined, found, attempts: [{ path: file, error }], advice }) as const;
  if (error !== undefined) return failed(found, error);
  try {
    // Not require: bundlers warn about computed names, and tools hook into it.
    const module = { exports: {} };
    process.dlopen(module, file);
    const binding: Partial<Binding> = module.exports;
    if (!isBinding(binding)) return failed(true, 'is not the addon of this version');
    // The slots are missing if memory is exhausted, or if the program replaced SharedArrayBuffer or Float64Array.
    if (!hasNumbers(binding)) return failed(true, 'could not allocate the memory for its arguments');
    return { addon: addonOf(binding), path: file };
  } catch (error) {
    return { ...failed(true, messageOf(error)), advice: permissionNeeded(error) ?? advice };
  }
}

/** What a runtime's permissions lack to load an addon; undefined if it failed for another reason. */
function permissionNeeded(error: unknown): string | undefined {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (code === 'ERR_DLOPEN_DISABLED')
    return 'To use the addon, run node with --allow-addons (and without --no-addons).';
  return name === 'NotCapable' ? 'To use the addon, run deno with --allow-ffi.' : undefined;
}

/** Whether the loaded module is this version's addon: build/Release may have an older one, or another package's. */
function isBinding(module: Partial<Binding>): module is Binding {
  const others = ['select', 'intercept', 'startTask', 'stopTask', 'progressOfTask'] as const;
  const isWhole = [...operationNames, ...others].every((name) => typeof module[name] === 'function');
  const { slots, available } = module;
  const isCurrent = slots?.length === slotCount && slotNames.every((name, i) => slots[i] === name);
  return (available?.length ?? 0) > 0 && isCurrent && isWhole;
}

/** Whether the addon could allocate its slots. */
function hasNumbers({ numbers }: Partial<Binding>): boolean {
  // Not instanceof: under Jest the addon was first loaded in another realm, whose Float64Array is another constructor.
  return typedArrayKind(numbers) === 'Float64Array' && numbers?.length === slotCount;
}

/** The addon's own functions: a wrapper would cost time in each call. */
function addonOf(binding: Binding): Addon {
  return {
    available: binding.available,
    select: binding.select,
    intercept: binding.intercept,
    startTask: binding.startTask,
    stopTask: binding.stopTask,
    progressOfTask: binding.progressOfTask,
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
    measure: binding.measure,
    finiteRanges: binding.finiteRanges,
    histogram: binding.histogram,
    fitRows: binding.fitRows,
    prepareQueries: binding.prepareQueries,
    scoreRows: binding.scoreRows,
    selectBest: binding.selectBest,
  };
}

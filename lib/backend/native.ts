import type { LoadAttempt } from '../errors.js';
import type { Rule } from '../rule.js';
import { type AddonFile, findAddon, messageOf } from './addon-file.js';
import type { InstructionSet, Kernels, Status } from './backend.js';

/**
 * What native/binding exports. Each instance (one per thread) has its own chosen instruction set. Numbers cross in
 * the block: written before a call and read after it, at the places that native/binding/calls.cpp names.
 */
interface Binding {
  readonly interfaceVersion: number;
  /** Owned by the addon: all copies of this module in a thread use the same. */
  readonly block: Float64Array;
  readonly available: readonly InstructionSet[];
  select(instructionSet: InstructionSet): void;
  minMax(x: ArrayBufferView): void;
  quantize(x: ArrayBufferView, q: ArrayBufferView): void;
  dequantize(q: ArrayBufferView, x: ArrayBufferView): void;
  quantizeRows(x: ArrayBufferView, q: ArrayBufferView, scales: Float32Array, zeroPoints: Int32Array): void;
  dequantizeRows(q: ArrayBufferView, x: ArrayBufferView, scales: Float32Array, zeroPoints: Int32Array): void;
  quantizeDynamic(x: ArrayBufferView, q: ArrayBufferView): void;
  quantizeDynamicRows(
    x: ArrayBufferView,
    q: ArrayBufferView,
    scales: Float32Array,
    zeroPoints: Int32Array,
  ): void;
}

const bindingFunctions = [
  'select',
  'minMax',
  'quantize',
  'dequantize',
  'quantizeRows',
  'dequantizeRows',
  'quantizeDynamic',
  'quantizeDynamicRows',
] as const satisfies readonly (keyof Binding)[];

/** As kBlockLength and kStatus in native/binding/arguments.h. */
const blockLength = 8;
const statusIndex = 7;

/** Counts up with every change of what crosses: an addon of another one is not used. */
const interfaceVersion = 2;

/** The kernels of the addon, and the choice of its instruction set. */
export interface Addon extends Kernels {
  /** The instruction sets that this build holds and this machine can run, the fastest first. */
  readonly available: readonly InstructionSet[];
  /** Chooses one of `available` for this instance. */
  select(instructionSet: InstructionSet): void;
}

/** Gives the binding the interface of a backend. */
function addonOf(binding: Binding): Addon {
  const { block } = binding;
  const status = () => block[statusIndex] as Status;
  const setRule = (dtype: number, rule: Rule) => {
    block[0] = dtype;
    block[1] = rule.symmetric ? 1 : 0;
    block[2] = rule.zeroPoint;
    block[3] = rule.qmin;
    block[4] = rule.qmax;
    block[5] = rule.eps;
    block[6] = rule.scaleOfZero;
  };
  return {
    available: binding.available,
    select: (instructionSet) => binding.select(instructionSet),
    minMax(x, range) {
      binding.minMax(x);
      range.min = block[0]!;
      range.max = block[1]!;
      return status();
    },
    quantize(x, q, dtype, scale, zeroPoint, qmin, qmax) {
      block[0] = dtype;
      block[1] = scale;
      block[2] = zeroPoint;
      block[3] = qmin;
      block[4] = qmax;
      binding.quantize(x, q);
      return status();
    },
    dequantize(q, x, dtype, scale, zeroPoint) {
      block[0] = dtype;
      block[1] = scale;
      block[2] = zeroPoint;
      binding.dequantize(q, x);
      return status();
    },
    quantizeRows(x, q, dtype, scales, zeroPoints, qmin, qmax) {
      block[0] = dtype;
      block[1] = qmin;
      block[2] = qmax;
      binding.quantizeRows(x, q, scales, zeroPoints);
      return status();
    },
    dequantizeRows(q, x, dtype, scales, zeroPoints) {
      block[0] = dtype;
      binding.dequantizeRows(q, x, scales, zeroPoints);
      return status();
    },
    quantizeDynamic(x, q, dtype, rule, affine) {
      setRule(dtype, rule);
      binding.quantizeDynamic(x, q);
      affine.scale = block[0]!;
      affine.zeroPoint = block[1]!;
      return status();
    },
    quantizeDynamicRows(x, q, dtype, rule, scales, zeroPoints) {
      setRule(dtype, rule);
      binding.quantizeDynamicRows(x, q, scales, zeroPoints);
      return status();
    },
  };
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
    const binding = module.exports as Binding;
    return isBinding(binding)
      ? { addon: addonOf(binding), path: file }
      : failed(true, 'is not the addon of this version');
  } catch (error) {
    return failed(true, messageOf(error));
  }
}

/** Whether a module that did load is this addon: build/Release may hold an older one, or another package's. */
function isBinding(module: Partial<Binding>): boolean {
  const isWhole = bindingFunctions.every((name) => typeof module[name] === 'function');
  const isCurrent = module.interfaceVersion === interfaceVersion && module.block?.length === blockLength;
  return (module.available?.length ?? 0) > 0 && isCurrent && isWhole;
}

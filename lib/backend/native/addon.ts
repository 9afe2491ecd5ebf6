import type { Rule } from '../../arithmetic/affine-of-range.js';
import type { LoadAttempt } from '../../errors.js';
import type { BitLayout, Coding, Kernels, Layout, Status, TensorCoding } from '../../kernels.js';
import type { InstructionSet } from '../info.js';
import { type AddonFile, findAddon, messageOf } from './addon-file.js';

/**
 * What native/binding exports. Each instance (one per thread) has its own chosen instruction set. Numbers cross in
 * the block: written before a call and read after it, at the places that {@link place} names.
 */
interface Binding {
  readonly interfaceVersion: number;
  /** Owned by the addon: all copies of this module in a thread use the same. */
  readonly block: Float64Array;
  readonly available: readonly InstructionSet[];
  select(instructionSet: InstructionSet): void;
  minMax(x: View): void;
  minMaxAxis(x: View, mins: View, maxs: View): void;
  quantize(x: View, q: View): void;
  quantizeAxis(x: View, q: View, scales: View, zeroPoints: View, offsets: View): void;
  dequantize(q: View, x: View): void;
  dequantizeAxis(q: View, x: View, scales: View, zeroPoints: View, offsets: View): void;
  quantizeDynamic(x: View, q: View): void;
  quantizeDynamicAxis(x: View, q: View, scales: View, zeroPoints: View): void;
  fakeQuantize(x: View, out: View, scales: View, zeroPoints: View, offsets: View, mask: View): void;
  requantize(
    q: View,
    out: View,
    scales: View,
    zeroPoints: View,
    offsets: View,
    fromScales: View,
    fromZeroPoints: View,
    fromOffsets: View,
  ): void;
  convert(x: View, out: View): void;
  quantizeGgml(x: View, blocks: View): void;
  dequantizeGgml(blocks: View, x: View): void;
  packBits(x: View, bits: View): void;
  unpackBits(bits: View, x: View): void;
}

type View = ArrayBufferView;

const bindingFunctions = [
  'select',
  'minMax',
  'minMaxAxis',
  'quantize',
  'quantizeAxis',
  'dequantize',
  'dequantizeAxis',
  'quantizeDynamic',
  'quantizeDynamicAxis',
  'fakeQuantize',
  'requantize',
  'convert',
  'quantizeGgml',
  'dequantizeGgml',
  'packBits',
  'unpackBits',
] as const satisfies readonly (keyof Binding)[];

/** What stands where in the block, the same in all calls; as Slot in native/binding/arguments.h. */
const place = {
  dtype: 0,
  rounding: 1,
  qmin: 2,
  qmax: 3,
  floatType: 4,
  scale: 5,
  zeroPoint: 6,
  offset: 7,
  outer: 8,
  axis: 9,
  inner: 10,
  block: 11,
  symmetric: 12,
  ruleZeroPoint: 13,
  eps: 14,
  scaleOfZero: 15,
  fromDtype: 16,
  fromOuter: 17,
  fromAxis: 18,
  fromInner: 19,
  fromBlock: 20,
  toFloatType: 21,
  count: 22,
  bitFlags: 23,
  min: 24,
  max: 25,
  status: 26,
} as const;

const blockLength = 27;

/** Counts up with every change of what crosses: an addon of another one is not used. */
const interfaceVersion = 4;

/** The kernels of the addon, and the choice of its instruction set. */
export interface Addon extends Kernels {
  /** The instruction sets that this build holds and this machine can run, the fastest first. */
  readonly available: readonly InstructionSet[];
  /** Chooses one of `available` for this instance. */
  select(instructionSet: InstructionSet): void;
}

/** Stand for what is not given: no memory. */
const noOffsets = new Float32Array(0);
const noMask = new Uint8Array(0);

/** Gives the binding the interface of a backend. */
function addonOf(binding: Binding): Addon {
  const { block } = binding;
  const status = () => block[place.status] as Status;
  const setCoding = ({ dtype, rounding, qmin, qmax }: Coding, floatType: number) => {
    block[place.dtype] = dtype.index;
    block[place.rounding] = rounding;
    block[place.qmin] = qmin;
    block[place.qmax] = qmax;
    block[place.floatType] = floatType;
  };
  const setAffine = ({ scale, zeroPoint, offset }: TensorCoding) => {
    block[place.scale] = scale;
    block[place.zeroPoint] = zeroPoint;
    block[place.offset] = offset;
  };
  const setLayout = ({ outer, axis, inner, block: size }: Layout) => {
    block[place.outer] = outer;
    block[place.axis] = axis;
    block[place.inner] = inner;
    block[place.block] = size;
  };
  const setRule = (dtype: number, floatType: number, rule: Rule) => {
    block[place.dtype] = dtype;
    block[place.qmin] = rule.qmin;
    block[place.qmax] = rule.qmax;
    block[place.floatType] = floatType;
    block[place.symmetric] = rule.symmetric ? 1 : 0;
    block[place.ruleZeroPoint] = rule.zeroPoint;
    block[place.eps] = rule.eps;
    block[place.scaleOfZero] = rule.scaleOfZero;
  };
  const setBits = ({ rows, columns, orEqual, highFirst, isSigned }: BitLayout) => {
    block[place.outer] = rows;
    block[place.axis] = 1;
    block[place.inner] = columns;
    block[place.block] = 0;
    block[place.bitFlags] = (orEqual ? 1 : 0) + (highFirst ? 2 : 0) + (isSigned ? 4 : 0);
  };
  const setTypes = (dtype: number, floatType: number) => {
    block[place.dtype] = dtype;
    block[place.floatType] = floatType;
  };
  return {
    available: binding.available,
    select: (instructionSet) => binding.select(instructionSet),
    minMax(x, floatType, range) {
      block[place.floatType] = floatType;
      binding.minMax(x);
      range.min = block[place.min]!;
      range.max = block[place.max]!;
      return status();
    },
    minMaxAxis(x, floatType, layout, mins, maxs) {
      block[place.floatType] = floatType;
      setLayout(layout);
      binding.minMaxAxis(x, mins, maxs);
      return status();
    },
    quantize(x, floatType, q, coding) {
      setCoding(coding, floatType);
      setAffine(coding);
      binding.quantize(x, q);
      return status();
    },
    quantizeAxis(x, floatType, q, coding, layout) {
      setCoding(coding, floatType);
      setLayout(layout);
      binding.quantizeAxis(x, q, coding.scales, coding.zeroPoints, coding.offsets ?? noOffsets);
      return status();
    },
    dequantize(q, x, floatType, coding) {
      setCoding(coding, floatType);
      setAffine(coding);
      binding.dequantize(q, x);
      return status();
    },
    dequantizeAxis(q, x, floatType, coding, layout) {
      setCoding(coding, floatType);
      setLayout(layout);
      binding.dequantizeAxis(q, x, coding.scales, coding.zeroPoints, coding.offsets ?? noOffsets);
      return status();
    },
    quantizeDynamic(x, floatType, q, dtype, rule, affine) {
      setRule(dtype, floatType, rule);
      binding.quantizeDynamic(x, q);
      affine.scale = block[place.scale]!;
      affine.zeroPoint = block[place.zeroPoint]!;
      return status();
    },
    quantizeDynamicAxis(x, floatType, q, dtype, rule, layout, scales, zeroPoints) {
      setRule(dtype, floatType, rule);
      setLayout(layout);
      binding.quantizeDynamicAxis(x, q, scales, zeroPoints);
      return status();
    },
    fakeQuantize(x, floatType, out, mask, coding, layout) {
      setCoding(coding, floatType);
      setLayout(layout);
      const { scales, zeroPoints, offsets } = coding;
      binding.fakeQuantize(x, out, scales, zeroPoints, offsets ?? noOffsets, mask ?? noMask);
      return status();
    },
    requantize(q, out, count, from, fromLayout, to, toLayout) {
      setLayout(fromLayout);
      block.copyWithin(place.fromOuter, place.outer, place.outer + 4);
      setLayout(toLayout);
      setCoding(to, 0);
      block[place.fromDtype] = from.dtype.index;
      block[place.count] = count;
      binding.requantize(
        q,
        out,
        to.scales,
        to.zeroPoints,
        to.offsets ?? noOffsets,
        from.scales,
        from.zeroPoints,
        from.offsets ?? noOffsets,
      );
      return status();
    },
    convert(x, from, out, to) {
      block[place.floatType] = from;
      block[place.toFloatType] = to;
      binding.convert(x, out);
      return status();
    },
    quantizeGgml(x, floatType, blocks, type) {
      setTypes(type, floatType);
      binding.quantizeGgml(x, blocks);
      return status();
    },
    dequantizeGgml(blocks, x, floatType, type) {
      setTypes(type, floatType);
      binding.dequantizeGgml(blocks, x);
      return status();
    },
    packBits(x, floatType, bits, layout, unfit) {
      block[place.floatType] = floatType;
      setBits(layout);
      binding.packBits(x, bits);
      unfit.index = block[place.count]!;
      unfit.value = block[place.min]!;
      return status();
    },
    unpackBits(bits, x, layout, ofZero, ofOne) {
      setBits(layout);
      block[place.min] = ofZero;
      block[place.max] = ofOne;
      binding.unpackBits(bits, x);
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

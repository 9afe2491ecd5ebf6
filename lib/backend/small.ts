import { positiveZero } from '../arithmetic/rounding.js';
import { type Kernels, Status } from '../kernels.js';
import { byteLengthOf, typedArrayKind } from '../platform/engine-views.js';
import { minMaxLoop } from './javascript/loops.js';
import { scratch } from './javascript/scratch.js';

/**
 * Floats up to which minMax is faster here than across the border to the addon: 27 to 66 ns a call against 69 to 79.
 * The other kernels have two views to look at first, and gain nothing from 8 elements on (143 ns both).
 */
const mostFloats = 16;

const { floats } = scratch;

/** The kernels of the addon, but for work so small that the call would take longer than the work. The bytes are the same. */
export function withSmallWork(addon: Kernels): Kernels {
  return {
    ...addon,
    minMax(x, floatType, range) {
      const length = (byteLengthOf(x) ?? 0) / 4;
      // One kind of array only: the engine then meets one kind of object at the access below.
      const isSmall = length > 0 && length <= mostFloats && typedArrayKind(x) === 'Float32Array';
      if (!isSmall) return addon.minMax(x, floatType, range);
      for (let i = 0; i < length; i++) floats[i] = (x as Float32Array)[i]!;
      range.min = Infinity;
      range.max = -Infinity;
      minMaxLoop(0, length, range);
      range.min = positiveZero(range.min);
      range.max = positiveZero(range.max);
      return Status.ok;
    },
  };
}

import { axisIn, putAxisLayout } from '../arguments/axis.js';
import { putFloats } from '../arguments/floats.js';
import { checkOptions } from '../arguments/options.js';
import { checkFits, putWholeLayout, readShape } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { linquantError } from '../errors.js';
import { slot } from '../kernels.js';
import { sizesWithAxis } from '../operations/min-max.js';
import { notFiniteError } from '../operations/not-finite.js';
import { throwUnlessOk } from '../operations/status.js';
import type { State } from './state.js';

const { numbers, minMax, finiteRanges } = kernels;
const optionNames: readonly string[] = ['shape', 'floatType'];

/** The ranges of a batch, whose float type and layout are in the slots. */
export interface Batch {
  readonly view: ArrayBufferView;
  /** Elements that are neither NaN nor infinite. */
  readonly count: number;
  /** Those that are. */
  readonly skipped: number;
  /** Of each index; Infinity and -Infinity where it has no element that counts. */
  readonly min: Float32Array;
  readonly max: Float32Array;
}

/**
 * Checks a batch and finds its ranges; undefined if it is empty. Throws at a NaN or an infinity unless they are skipped.
 *
 * @param state - of the observer. How many indices its axis has is looked up last: a getter of the options may call the observer
 * @param most - how many indices it may have
 */
export function readBatch(x: unknown, options: unknown, state: State, most = Infinity): Batch | undefined {
  const { axis, skipNaN } = state;
  const { shape, floatType } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  const view = putFloats(numbers, 'x', x, floatType);
  const elements = numbers[slot.inner]!;
  const length = axis === undefined ? 1 : putLayout(axis, sizes, elements, state.indices, most);
  if (axis === undefined) checkFits(sizes, elements);
  if (elements === 0) return undefined;
  const min = new Float32Array(length);
  const max = new Float32Array(length);
  const skipped = skipNaN ? findFinite(view, min, max) : findRanges(view, min, max, elements);
  return { view, count: elements - skipped, skipped, min, max };
}

/** Puts the layout along an axis into the slots and gives the number of its indices. */
function putLayout(
  axis: number,
  sizes: readonly number[] | undefined,
  elements: number,
  indices: number,
  most: number,
): number {
  const shape = sizesWithAxis(sizes, elements);
  const length = putAxisLayout(numbers, 0, axisIn('axis', axis, shape), 0, shape);
  if (elements === 0 || (length <= most && (length === indices || indices === 0))) return length;
  const allowed =
    indices === 0 ? `at most ${most} indices of axis ${axis}` : `${indices} indices of axis ${axis}`;
  const after = indices === 0 ? '' : ', as the batches before';
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `options.shape must have ${allowed}${after}; got ${length}`,
  );
}

function findRanges(view: ArrayBufferView, min: Float32Array, max: Float32Array, elements: number): number {
  minMax(view, min, max);
  throwUnlessOk(numbers[slot.status]!, 'x');
  for (let i = 0; i < min.length; i++) {
    // A NaN makes both ends NaN; an infinity is one of them.
    if (min[i]! > -Infinity && max[i]! < Infinity) continue;
    putWholeLayout(numbers, 0, elements);
    throw notFiniteError('x', view, 0);
  }
  return 0;
}

const leftOut = new Float64Array(1);

function findFinite(view: ArrayBufferView, min: Float32Array, max: Float32Array): number {
  finiteRanges(view, min, max, leftOut);
  throwUnlessOk(numbers[slot.status]!, 'x');
  return leftOut[0]!;
}

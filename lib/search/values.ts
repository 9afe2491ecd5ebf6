import { kernels } from '../backend/select.js';
import { changedError } from '../errors.js';
import { Status, slot } from '../kernels.js';
import { nonFiniteError } from '../operations/unfit-vector.js';
import { floatTypes } from '../tables/float-types.js';
import type { CodeRows, FloatRows, RowParameters } from './given.js';

const { numbers } = kernels;

/** Floats in memory of our own, `[rows, dimensions]`, all finite: queries, which a call reads once. */
export function valuesOf(argument: string, { vectors, rows }: FloatRows): Float32Array {
  const { view, type, dimensions } = vectors;
  const values = new Float32Array(rows * dimensions);
  numbers[slot.outer] = 1;
  numbers[slot.axis] = 1;
  numbers[slot.inner] = values.length;
  numbers[slot.block] = 0;
  numbers[slot.floatType] = type.index;
  numbers[slot.toFloatType] = floatTypes.float32.index;
  kernels.convert(view, values);
  throwUnlessDone(argument);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value !== 0) throw nonFiniteError(vectors, i);
  }
  return values;
}

/** The numbers that codes stand for. */
export function restoredValues(argument: string, codes: CodeRows, dimensions: number): Float32Array {
  const values = new Float32Array(codes.rows * dimensions);
  restoreRows(argument, codes, dimensions, 0, codes.rows, codes.parameters, values);
  return values;
}

/** The integer codes themselves. */
export function integersOf(argument: string, codes: CodeRows, dimensions: number): Int32Array {
  const { dtype } = codes.parameters;
  const { memory } = codes;
  if (dtype.bits === 8) {
    return new Int32Array(
      dtype.signed ? new Int8Array(memory.buffer, memory.byteOffset, memory.length) : memory,
    );
  }
  const bare = { dtype, along: undefined, scale: 1, zeroPoint: 0, offset: 0 };
  const values = new Float32Array(codes.rows * dimensions);
  restoreRows(argument, codes, dimensions, 0, codes.rows, bare, values);
  return new Int32Array(values);
}

/** Dequantizes rows to float32, as `dequantize` does. */
export function restoreRows(
  argument: string,
  { memory }: CodeRows,
  dimensions: number,
  first: number,
  rows: number,
  parameters: RowParameters,
  out: Float32Array,
): void {
  const { dtype, along } = parameters;
  const rowBytes = (dimensions * dtype.bits) / 8;
  const codes = memory.subarray(first * rowBytes, (first + rows) * rowBytes);
  numbers[slot.dtype] = dtype.index;
  numbers[slot.rounding] = 0;
  numbers[slot.qmin] = dtype.qmin;
  numbers[slot.qmax] = dtype.qmax;
  numbers[slot.scale] = parameters.scale;
  numbers[slot.zeroPoint] = parameters.zeroPoint;
  numbers[slot.offset] = parameters.offset;
  numbers[slot.floatType] = floatTypes.float32.index;
  numbers[slot.block] = 0;
  numbers[slot.outer] = along === 'dimensions' ? rows : 1;
  numbers[slot.axis] = along === undefined ? 1 : along === 'rows' ? rows : dimensions;
  numbers[slot.inner] = along === undefined ? rows * dimensions : along === 'rows' ? dimensions : 1;
  const { scales, zeroPoints, offsets } = parameters;
  if (along === 'rows') {
    const end = first + rows;
    kernels.dequantize(
      codes,
      out,
      scales!.subarray(first, end),
      zeroPoints!.subarray(first, end),
      offsets?.subarray(first, end),
    );
  } else {
    kernels.dequantize(codes, out, scales, zeroPoints, offsets);
  }
  throwUnlessDone(argument);
}

/** Views were checked; another thread may have changed them since. */
export function throwUnlessDone(argument: string): void {
  if (numbers[slot.status] !== Status.ok) throw changedError(argument);
}

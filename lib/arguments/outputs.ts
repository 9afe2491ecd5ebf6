import { argumentError } from '../errors.js';
import { typedArrayKind } from '../platform/engine-views.js';
import type { NewFloat32Array, NewInt32Array } from '../tables/new-arrays.js';
import { checkNames, checkObject, type Unchecked } from './options.js';
import { article, checkOutSize } from './views.js';

/** The outputs for codes and for parameters along an axis, unchecked. */
export interface AxisOut {
  readonly data: unknown;
  readonly scale: unknown;
  readonly zeroPoint: unknown;
}

const outNames: readonly string[] = ['data', 'scale', 'zeroPoint'];

/** Reads `options.out` of a call with an axis, if it is an object of views; undefined if it is a view for the codes, or left out. */
export function checkAxisOut(out: unknown): AxisOut | undefined {
  if (out === undefined || ArrayBuffer.isView(out)) return undefined;
  const given: Unchecked = checkObject(
    'options.out',
    out,
    'a view, or an object with data, scale and zeroPoint',
  );
  checkNames('options.out', given, outNames);
  const { data, scale, zeroPoint } = given;
  return { data, scale, zeroPoint };
}

/** Checks an output for scales; left out, allocates an array. */
export function floatsOut(argument: string, out: unknown, count: number): NewFloat32Array {
  if (out === undefined) return new Float32Array(count);
  checkArrayOut(argument, out, 'Float32Array', count);
  return out as NewFloat32Array;
}

/** Checks an output for zero points; left out, allocates an array. */
export function integersOut(argument: string, out: unknown, count: number): NewInt32Array {
  if (out === undefined) return new Int32Array(count);
  checkArrayOut(argument, out, 'Int32Array', count);
  return out as NewInt32Array;
}

function checkArrayOut(argument: string, out: unknown, kind: string, count: number): void {
  if (typedArrayKind(out) !== kind) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, article(kind), out);
  }
  checkOutSize(argument, out as ArrayBufferView, count * 4, count);
}

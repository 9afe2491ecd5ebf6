import { checkKey } from '../../../arguments/options.js';
import { article, checkOutSize } from '../../../arguments/views.js';
import { argumentError } from '../../../errors.js';
import type { FloatType } from '../../../index.js';
import { byteLengthOf, isBuffer, typedArrayKind } from '../../../platform/engine-views.js';
import type {
  NewFloat32Array,
  NewFloat64Array,
  NewInt8Array,
  NewUint8Array,
  NewUint16Array,
} from '../../../tables/new-arrays.js';
import { withoutPrototype } from '../../../tables/without-prototype.js';
import type { NumberArray } from './bytes.js';
import { formatError } from './format-error.js';

/**
 * The types of elements that text in base64 may hold: floats, codes, packed bits.
 *
 * @category Encodings
 */
export type ElementType = FloatType | 'int8' | 'uint8' | 'bit';

/**
 * The typed array that is made for elements of each type. 16-bit floats are bits in a Uint16Array.
 *
 * @category Encodings
 */
export interface NewElements {
  /** IEEE 754 binary32. */
  float32: NewFloat32Array;
  /** IEEE 754 binary64. */
  float64: NewFloat64Array;
  /** IEEE 754 binary16, as bits. */
  float16: NewUint16Array;
  /** The upper half of a float32, as bits. */
  bfloat16: NewUint16Array;
  /** Codes -128..127. */
  int8: NewInt8Array;
  /** Codes 0..255. */
  uint8: NewUint8Array;
  /** Packed bits. */
  bit: NewUint8Array;
}

/** The properties of an element type: one row of {@link elementTypes}. */
export interface ElementInfo {
  readonly name: ElementType;
  readonly make: NumberArray<NewElements[ElementType]>;
  readonly arrayName: string;
  /** Bytes of an element, of bits those of eight. */
  readonly bytes: number;
  /** The dimensions that these bytes hold. */
  readonly dimensions: number;
}

function row(name: ElementType, make: NumberArray<NewElements[ElementType]>, dimensions = 1): ElementInfo {
  return { name, make, arrayName: make.name, bytes: make.BYTES_PER_ELEMENT, dimensions };
}

/** The table of element types. */
export const elementTypes: Readonly<Record<ElementType, ElementInfo>> = withoutPrototype({
  float32: row('float32', Float32Array),
  float64: row('float64', Float64Array),
  float16: row('float16', Uint16Array),
  bfloat16: row('bfloat16', Uint16Array),
  int8: row('int8', Int8Array),
  uint8: row('uint8', Uint8Array),
  bit: row('bit', Uint8Array, 8),
});

const { float32 } = elementTypes;

/** Checks the name of an element type; left out, it is float32. */
export function checkElementType(argument: string, name: unknown): ElementInfo {
  return name === undefined ? float32 : checkKey(argument, name, elementTypes);
}

/**
 * The number of dimensions that `bytes` hold; throws if they are no whole elements, or not `given` of them.
 *
 * @param given - `options.dimensions`, a whole number; undefined if it was left out
 */
export function dimensionsOf(
  argument: string,
  bytes: number,
  type: ElementInfo,
  given: number | undefined,
  fields?: { readonly row: number },
): number {
  const most = (bytes / type.bytes) * type.dimensions;
  if (bytes === 0 || bytes % type.bytes !== 0) {
    throw formatError(argument, `hold whole ${type.name}, one or more`, `${bytes} bytes`, fields);
  }
  if (given === undefined || (given > most - type.dimensions && given <= most)) return given ?? most;
  const allowed = `hold the ${given} dimensions of options.dimensions`;
  throw formatError(argument, allowed, `${bytes} bytes, ${most} of ${type.name}`, fields);
}

/**
 * Checks `options.out` for elements: the typed array of their type, or a Buffer, at any byte offset; left out, allocates an array.
 *
 * @param bytes - how many bytes they have
 * @param dimensions - how many dimensions that are, of a row
 * @param argument - the argument they are decoded from, which the message names, since if the sizes differ either may be wrong
 */
export function outElements(
  out: unknown,
  type: ElementInfo,
  bytes: number,
  dimensions: number,
  argument: string,
): NewElements[ElementType] {
  if (out === undefined) return new type.make(bytes / type.bytes);
  if (typedArrayKind(out) !== type.arrayName && !isBuffer(out)) {
    const allowed = `${article(type.arrayName)} or a Buffer`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', allowed, out);
  }
  if (byteLengthOf(out as ArrayBufferView) !== bytes) {
    const what = `the ${dimensions} ${dimensions === 1 ? 'dimension' : 'dimensions'} of ${argument}`;
    checkOutSize('options.out', out as ArrayBufferView, bytes, what);
  }
  return out as NewElements[ElementType];
}

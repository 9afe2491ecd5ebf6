import { linquantError } from '../errors.js';
import { type FloatType, type FloatTypeInfo, floatTypes } from '../tables/float-types.js';
import { checkFloatKind } from './floats.js';
import type { FloatInput } from './floats-types.js';
import { checkCount } from './options.js';
import { checkedBytes, viewOf } from './views.js';

/**
 * The option of all functions on batches of vectors.
 *
 * @category Embeddings
 */
export interface DimensionsOption {
  /** The numbers in one vector, 1 or more. A single vector is a batch of one row. */
  readonly dimensions: number;
}

/**
 * The option of functions that name the row of a wrong value.
 *
 * @category Embeddings
 */
export interface FirstRowOption {
  /**
   * The number of the first vector of x in errors, 0 unless given: where x is a piece of more vectors, such as a batch of a file that is read
   * in pieces, an error names the row as counted from their beginning.
   */
  readonly firstRow?: number | undefined;
}

/** A batch of vectors after checking. */
export interface Vectors {
  /** x as given, or a view of its raw bytes. It may also be a Uint16Array of bits, whose type is in `options`. */
  readonly view: FloatInput & ArrayBufferView;
  readonly type: FloatTypeInfo;
  /** Options for the functions of `linquant` on this view. */
  readonly options: { readonly floatType: FloatType };
  /** The name of the argument in messages. */
  readonly argument: string;
  readonly rows: number;
  readonly dimensions: number;
  /** Bytes of one vector. */
  readonly rowBytes: number;
  /** What errors add to the number of a row. */
  readonly firstRow: number;
}

/** The options for each float type. Made once, not for each batch. */
const optionsOf = Object.values(floatTypes).map(({ name }) => ({ floatType: name }));

/** Checks a batch of vectors: float data of whole rows of `dimensions`. */
export function checkVectors(
  argument: string,
  x: unknown,
  dimensions: unknown,
  floatType: unknown,
  firstRow: unknown = undefined,
  dimensionsArgument = 'options.dimensions',
): Vectors {
  const columns = checkCount(dimensionsArgument, dimensions, 1);
  const first = firstRow === undefined ? 0 : checkCount('options.firstRow', firstRow, 0);
  const type = checkFloatKind(argument, x, floatType);
  const view = viewOf(argument, x);
  const rowBytes = columns * type.bytes;
  const bytes = checkedBytes(argument, view);
  if (bytes % rowBytes !== 0) throw rowsError(argument, columns, type, bytes);
  return {
    view: view as Vectors['view'],
    type,
    options: optionsOf[type.index]!,
    argument,
    rows: bytes / rowBytes,
    dimensions: columns,
    rowBytes,
    firstRow: first,
  };
}

function rowsError(argument: string, columns: number, type: FloatTypeInfo, bytes: number): Error {
  return linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold whole vectors of ${columns} dimensions, ${columns * type.bytes} bytes of ${type.name} each; got ${bytes} bytes`,
  );
}

import type { FloatOptionsOf } from '../../arguments/floats-types.js';
import { checkCount, checkFlag, checkNamed } from '../../arguments/options.js';
import { floatsOut } from '../../arguments/outputs.js';
import { checkVectors, type DimensionsOption, type Vectors } from '../../arguments/vectors.js';
import { checkApart } from '../../arguments/views.js';
import { argumentError, linquantError } from '../../errors.js';
import type { FloatInput } from '../../index.js';
import { nonFiniteError } from '../../operations/unfit-vector.js';
import { bufferOf, byteOffsetOf } from '../../platform/engine-views.js';
import type { NewFloat32Array, OutOr } from '../../tables/new-arrays.js';
import { chunksOf, float32RowsOf } from '../batch.js';
import { Rotation } from './rotation.js';

/**
 * Options of {@link rotateEmbeddings}.
 *
 * @category Embeddings
 */
export interface RotateOptions extends DimensionsOption {
  /** Which rotation: a whole number from 0 to 2^32 - 1, the same for all vectors and queries that are compared. */
  readonly seed: number;
  /** Whether to rotate back; false unless given. */
  readonly inverse?: boolean | undefined;
}

const optionNames = ['dimensions', 'seed', 'inverse', 'floatType', 'out'];

/**
 * Rotates vectors by a random orthogonal matrix, so that no dimension is larger than the others; with `inverse` back. Lengths, cosines, dot
 * products and distances stay as they are (but for rounding) if all vectors, queries too, are rotated by the same seed. Codes of few bits find more
 * neighbours of rotated vectors; at 8 bits nothing is gained. With fewer than some 64 dimensions little is spread.
 *
 * The rotation, so that it can be made again elsewhere, bit for bit. All arithmetic is in float64 (float64 input is rounded to float32 first):
 *
 * 1. Each number is multiplied by a sign. Signs of 32 consecutive numbers are the bits of one word, the lowest bit first; 1 is minus. Word `i` is
 *    `fmix32((seed + (i + 1) * 0x9e3779b9) mod 2^32)`, where `fmix32` is the last step of MurmurHash3; the last word may have bits to spare.
 * 2. The first `n` numbers are transformed, `n` being the largest power of two that is not above `dimensions`: for the distances 1, 2, 4, ..., `n / 2` each
 *    pair `(a, b)` of numbers at that distance becomes `(a + b, a - b)` (the Walsh-Hadamard transform, in natural order). Then each of
 *    the `n` is multiplied by the float64 nearest to the square root of `1 / n`.
 * 3. The same once more: signs by the words that follow, `ceil(dimensions / 32)` and so on, then the **last** `n` numbers are transformed.
 * 4. Each number is rounded to float32, and a zero has no sign.
 *
 * With `inverse` the steps are done in reverse: the last `n` transformed, signs, the first `n` transformed, signs, rounded. What comes back
 * is what was given, within some roundings to float32 of the vector's length.
 *
 * The idea is that of randomized Hadamard transforms (Ailon and Chazelle, "The fast Johnson-Lindenstrauss transform", 2009).
 *
 * @typeParam X - the type of x
 * @typeParam O - the type of `out`
 * @param x - float data of whole vectors, `[rows, dimensions]`, at any byte offset, all finite; zero rows are allowed
 * @param options - {@link RotateOptions}: `dimensions`, `seed`, `inverse`; `floatType`: the type of x if that is raw bytes or a Uint16Array of
 * bits; `out`: a Float32Array of exactly as many numbers as x, not overlapping x
 * @returns `out`, or a new Float32Array, of the shape of x
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`, or a vector so long that a rotated number
 * is no float32, with its `row` and the number's `column`; `out` is unspecified then.
 * `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`: `out` is unchanged
 * @category Embeddings
 * @example
 * ```ts
 * import { rotateEmbeddings } from 'linquant/embeddings';
 *
 * const x = Float32Array.of(8, 0, 0, 0, 1, 2, -2, 0); // two vectors
 * const rotated = rotateEmbeddings(x, { dimensions: 4, seed: 2 }); // Float32Array [ 4, 4, -4, 4, 0.5, 2.5, 1.5, 0.5 ]
 * rotateEmbeddings(rotated, { dimensions: 4, seed: 2, inverse: true }); // Float32Array [ 8, 0, 0, 0, 1, 2, -2, 0 ]
 * ```
 */
export function rotateEmbeddings<
  O extends Float32Array | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(x: X, options: FloatOptionsOf<X> & RotateOptions & { readonly out?: O }): OutOr<O, NewFloat32Array>;
export function rotateEmbeddings(x: unknown, options: unknown): Float32Array {
  const given = checkNamed('options', options, optionNames);
  const { dimensions, seed: number, inverse: isInverse, floatType, out } = given;
  const seed = checkSeed(number);
  const inverse = checkFlag('options.inverse', isInverse);
  const vectors = checkVectors('x', x, dimensions, floatType);
  const count = vectors.rows * vectors.dimensions;
  const rotated = floatsOut('options.out', out, count);
  checkApart('options.out', rotated, 'x', vectors.view);
  // Not the view itself: an heir may have made its elements or its length other ones.
  const floats = new Float32Array(bufferOf(rotated), byteOffsetOf(rotated), count);
  // Its memory is made for the dimensions, which may be any number where there is no vector.
  if (vectors.rows !== 0) rotateInto(vectors, new Rotation(vectors.dimensions, seed, inverse), floats);
  return rotated;
}

function checkSeed(value: unknown): number {
  const seed = checkCount('options.seed', value, 0);
  if (seed < 2 ** 32) return seed;
  throw argumentError(
    'ERR_LINQUANT_INVALID_OPTION',
    'options.seed',
    'a whole number, 0 to 4294967295',
    value,
  );
}

function rotateInto(vectors: Vectors, rotation: Rotation, out: Float32Array): void {
  const { dimensions } = vectors;
  const { vector } = rotation;
  for (const [start, end] of chunksOf(vectors)) {
    const floats = float32RowsOf(vectors, start, end);
    for (let row = start; row < end; row++) {
      const from = (row - start) * dimensions;
      for (let i = 0; i < dimensions; i++) vector[i] = floats[from + i]!;
      rotation.run();
      const wrong = write(vector, out, row * dimensions);
      if (wrong !== undefined)
        throw unfitError(vectors, floats.subarray(from, from + dimensions), row, wrong);
    }
  }
}

/** Returns the first column that is no float32. */
function write(vector: Float64Array, out: Float32Array, at: number): number | undefined {
  let isFit = true;
  for (let i = 0; i < vector.length; i++) {
    const value = Math.fround(vector[i]! + 0); // -0 becomes 0
    // False for NaN too.
    isFit = isFit && Math.abs(value) < Infinity;
    out[at + i] = value;
  }
  return isFit ? undefined : vector.findIndex((value) => !Number.isFinite(Math.fround(value)));
}

/** A number of x that is not finite, else a vector too long. */
function unfitError(vectors: Vectors, given: Float32Array, row: number, column: number): Error {
  if (!given.every(Number.isFinite)) return nonFiniteError(vectors, row * vectors.dimensions);
  const message = `x must hold vectors that have float32 numbers when they are rotated; got a longer one in row ${row}`;
  return linquantError('ERR_LINQUANT_INVALID_RANGE', message, { row, column });
}

// Every encoder and decoder, by name and kind: the tests of errors go through these lists, so a new one belongs here.
import * as embeddings from 'linquant/embeddings';

type Call = (...args: unknown[]) => unknown;

/** The functions without their types, as a JavaScript caller sees them. */
export const all = embeddings as unknown as Record<string, Call>;

/** Every encoder of floats with its options, and how many bytes it makes of two floats (not told for text). */
export const floatEncoders: [name: string, options: object, bytes?: number][] = [
  ['encodeBsonVector', { dtype: 'float32' }, 10],
  ['encodePgVector', {}, 12],
  ['encodePgHalfvec', {}, 8],
  ['encodePgVectorText', {}],
  ['encodePgHalfvecText', {}],
  ['encodeSqliteVec', { dtype: 'float32' }, 8],
  ['encodeLibsqlVector', { dtype: 'float32' }, 8],
  ['encodeLibsqlVector', { dtype: 'float64' }, 17],
  ['encodeLibsqlVector', { dtype: 'float16' }, 5],
  ['encodeLibsqlVector', { dtype: 'floatb16' }, 5],
  ['encodeLibsqlVector', { dtype: 'float8' }, 15],
  ['encodeVectorBlob', {}, 8],
  ['encodeVectorBlob', { dtype: 'float16' }, 4],
  ['encodeVectorBase64', {}],
  ['encodeVectorBase64', { dtype: 'bfloat16' }],
];

/** Every encoder of packed bits, and how many bytes it makes of two bytes of them. */
export const bitEncoders: [name: string, options: object, bytes?: number][] = [
  ['encodeBsonVector', { dtype: 'bit' }, 4],
  ['encodePgBit', {}, 6],
  ['encodePgBitText', {}],
  ['encodeSqliteVec', { dtype: 'bit' }, 2],
  ['encodeLibsqlVector', { dtype: 'float1bit' }, 5],
  ['encodeVectorBase64', { dtype: 'bit' }],
];

/** Every encoder of int8 codes, and how many bytes it makes of two. */
export const codeEncoders: [name: string, options: object, bytes: number][] = [
  ['encodeBsonVector', { dtype: 'int8' }, 4],
  ['encodeSqliteVec', { dtype: 'int8' }, 2],
  ['encodeVectorBlob', { dtype: 'int8' }, 2],
];

/** Every decoder of bytes, with its options. */
export const byteDecoders: [name: string, options?: object][] = [
  ['decodeBsonVector'],
  ['decodePgVector'],
  ['decodePgHalfvec'],
  ['decodePgBit'],
  ['decodeSqliteVec', { dtype: 'float32' }],
  ['decodeLibsqlVector'],
  ['decodeLibsqlNumbers'],
  ['decodeVectorBlob'],
];

/** Every decoder of text. */
export const textDecoders = [
  'decodePgVectorText',
  'decodePgHalfvecText',
  'decodePgBitText',
  'decodeVectorBase64',
];

/** Two floats that every encoder of floats takes. */
export const two = () => Float32Array.of(1, 2);

export const INVALID_TYPE = 'ERR_LINQUANT_INVALID_TYPE';

// What is encoded and decoded is what it was, for random vectors in every encoding.
import fc from 'fast-check';
import * as e from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';

const floats = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 64 });
const halves = fc
  .array(
    fc.nat(0xffff).filter((bits) => (bits & 0x7c00) !== 0x7c00),
    { minLength: 1, maxLength: 64 },
  )
  .map((bits) => Uint16Array.from(bits));
const codes = fc.int8Array({ minLength: 1, maxLength: 64 });
/** Packed bits with 0 in those that are none, in an order. */
const bits = fc
  .tuple(
    fc.uint8Array({ minLength: 1, maxLength: 9 }),
    fc.nat(7),
    fc.constantFrom('big' as const, 'little' as const),
  )
  .map(([data, unused, bitOrder]) => {
    data[data.length - 1]! &= bitOrder === 'big' ? 0xff << unused : 0xff >> unused;
    return { data, bitOrder, dimensions: data.length * 8 - unused };
  });

/** The bits as numbers, in the order of dimensions. */
function unpack(data: Uint8Array, dimensions: number, order: string): number[] {
  const shift = (i: number) => (order === 'big' ? 7 - (i & 7) : i & 7);
  return Array.from({ length: dimensions }, (_, i) => (data[i >> 3]! >> shift(i)) & 1);
}

/** At another address, so that views and copies are both met. */
function moved(bytes: Uint8Array, offset: number): Buffer {
  const other = Buffer.from(new ArrayBuffer(bytes.length + 8), offset, bytes.length);
  other.set(bytes);
  return other;
}

const offset = fc.nat(7);
const same: (a: ArrayBufferView, b: ArrayBufferView) => void = expectSameBytes;

describe('decoded is what was encoded', () => {
  it('floats', () => {
    fc.assert(
      fc.property(floats, offset, (x, at) => {
        same(e.decodePgVector(moved(e.encodePgVector(x), at)).data, x);
        same(e.decodeBsonVector(moved(e.encodeBsonVector(x, { dtype: 'float32' }), at)).data, x);
        same(
          e.decodeSqliteVec(moved(e.encodeSqliteVec(x, { dtype: 'float32' }), at), { dtype: 'float32' }).data,
          x,
        );
        same(e.decodeVectorBlob(moved(e.encodeVectorBlob(x), at)).data, x);
        same(e.decodeLibsqlNumbers(moved(e.encodeLibsqlVector(x, { dtype: 'float32' }), at)).data, x);
        same(e.decodeLibsqlNumbers(moved(e.encodeLibsqlVector(x, { dtype: 'float64' }), at)).data, x);
        same(e.decodePgVectorText(e.encodePgVectorText(x)).data, x);
        for (const byteOrder of ['little', 'big'] as const) {
          same(e.decodeVectorBase64(e.encodeVectorBase64(x, { byteOrder }), { byteOrder }).data, x);
          const doubles = { dtype: 'float64', byteOrder } as const;
          const wide = Float64Array.from(x);
          same(e.decodeVectorBase64(e.encodeVectorBase64(wide, doubles), doubles).data, wide);
        }
      }),
    );
  });

  it('halves', () => {
    fc.assert(
      fc.property(halves, offset, (x, at) => {
        const floatType = 'float16';
        same(e.decodePgHalfvec(moved(e.encodePgHalfvec(x, { floatType }), at)).data, x);
        same(e.decodePgHalfvecText(e.encodePgHalfvecText(x, { floatType })).data, x);
        same(
          e.decodeLibsqlVector(moved(e.encodeLibsqlVector(x, { dtype: floatType, floatType }), at)).data,
          x,
        );
        same(
          e.decodeVectorBlob(e.encodeVectorBlob(x, { dtype: floatType, floatType }), { dtype: floatType })
            .data,
          x,
        );
        for (const byteOrder of ['little', 'big'] as const) {
          const options = { dtype: floatType, byteOrder } as const;
          same(e.decodeVectorBase64(e.encodeVectorBase64(x, { ...options, floatType }), options).data, x);
        }
      }),
    );
  });

  it('codes', () => {
    fc.assert(
      fc.property(codes, (x) => {
        same(e.decodeBsonVector(e.encodeBsonVector(x, { dtype: 'int8' })).data, x);
        same(e.decodeSqliteVec(e.encodeSqliteVec(x, { dtype: 'int8' }), { dtype: 'int8' }).data, x);
        same(e.decodeVectorBlob(e.encodeVectorBlob(x, { dtype: 'int8' }), { dtype: 'int8' }).data, x);
        same(e.decodeVectorBase64(e.encodeVectorBase64(x, { dtype: 'int8' }), { dtype: 'int8' }).data, x);
      }),
    );
  });

  it('bits, of either order', () => {
    fc.assert(
      fc.property(bits, ({ data, bitOrder, dimensions }) => {
        const expected = unpack(data, dimensions, bitOrder);
        const options = { bitOrder, dimensions };
        const bson = e.decodeBsonVector(e.encodeBsonVector(data, { dtype: 'bit', ...options }));
        const libsql = e.decodeLibsqlVector(e.encodeLibsqlVector(data, { dtype: 'float1bit', ...options }));
        const pg = e.decodePgBit(e.encodePgBit(data, options));
        const text = e.decodePgBitText(e.encodePgBitText(data, options));
        const base64 = e.encodeVectorBase64(data, { dtype: 'bit', ...options });
        for (const [found, order, dtype] of [
          [bson, 'big', 'bit'],
          [libsql, 'little', 'float1bit'],
          [pg, 'big', 'bit'],
          [text, 'big', 'bit'],
          [e.decodeVectorBase64(base64, { dtype: 'bit', dimensions }), 'big', 'bit'],
        ] as const) {
          expect(found).toMatchObject({ dtype, dimensions, bitOrder: order });
          expect(unpack(found.data as Uint8Array, dimensions, order)).toEqual(expected);
        }
        expect(e.encodePgBitText(data, options)).toBe(expected.join(''));
      }),
    );
  });
});

// binarizeEmbeddings: the bits of every dialect, in blocks, and its errors.

import { binarizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats } from '../support/data.js';
import { someVectors } from '../support/embeddings.js';
import { expectError } from '../support/errors.js';
import { decodeBytes, embeddings } from '../support/golden.js';
import { expectSameBytes } from '../support/same-bytes.js';

describe('bits', () => {
  it.each(embeddings.binary.map((one, i) => [i, one] as const))('golden %i', (_, one) => {
    const x = decodeFloats(one.x);
    const { dimensions } = one;
    for (const dialect of ['ubinary', 'binary', 'sqlite-vec', 'faiss'] as const) {
      const { data, ...rest } = binarizeEmbeddings(x, { dimensions, dialect });
      expectSameBytes(bytesOf(data), decodeBytes(one[dialect]), dialect);
      expect(data).toBeInstanceOf(dialect === 'binary' ? Int8Array : Uint8Array);
      expect(rest).toEqual({ dialect, shape: [x.length / dimensions, dimensions] });
    }
    expect(binarizeEmbeddings(x, { dimensions }).dialect).toBe('ubinary');
  });

  it('are of every block, and written where the caller wants them', () => {
    const x = someVectors(1100, 129);
    const out = Buffer.alloc(1100 * 17, 0xaa);
    const { data } = binarizeEmbeddings(x, { dimensions: 129, out });
    expect(data).toBe(out);
    for (const row of [0, 2, 507, 508, 1099]) {
      const one = binarizeEmbeddings(x.subarray(row * 129, (row + 1) * 129), { dimensions: 129 });
      expectSameBytes(out.subarray(row * 17, (row + 1) * 17), Buffer.from(one.data));
    }
  });
});

type Loose = (x: unknown, options: unknown) => unknown;
const type = 'ERR_LINQUANT_INVALID_TYPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';
const x = someVectors(4, 6);

describe('binarizeEmbeddings', () => {
  it('knows its dialects, and the outputs that they have', () => {
    const call = (more: object) => () =>
      (binarizeEmbeddings as unknown as Loose)(x, { dimensions: 6, ...more });
    expectError(call({ dialect: 'msb' }), 'options.dialect', option);
    expectError(call({ out: new Int8Array(4) }), 'options.out', type);
    expectError(call({ dialect: 'binary', out: new Uint8Array(4) }), 'options.out', type);
    expectError(call({ out: new Uint8Array(5) }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
    const out = Buffer.from(x.buffer, 0, 4);
    expectError(call({ out }), 'options.out', 'ERR_LINQUANT_OVERLAP');
  });
});

// What every encoder of packed bits refuses: other types, dimensions that its bytes do not have, unused bits that are 1.
import { type BinaryDialect, binarizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { all, bitEncoders, INVALID_TYPE, two } from '../all.js';

describe.each(bitEncoders)('%s %o', (name, options, bytes) => {
  const encode = (x: unknown, more: object = {}) => all[name]!(x, { ...options, ...more });

  it.each([[Int8Array.of(1)], [two()], [[1, 0]], ['10'], [undefined]])('takes %o for no bits', (x) =>
    expectError(() => encode(x), 'x', INVALID_TYPE),
  );

  it('takes dimensions that its bytes have', () => {
    const x = Uint8Array.of(1, 0);
    for (const dimensions of [0, 8, 17, 9.5, -1, NaN]) {
      expectError(() => encode(x, { dimensions }), 'options.dimensions', 'ERR_LINQUANT_INVALID_SHAPE');
    }
    expectError(() => encode(x, { dimensions: '16' }), 'options.dimensions', INVALID_TYPE);
    expectError(() => encode(x, { bitOrder: 'lsb' }), 'options.bitOrder', 'ERR_LINQUANT_INVALID_OPTION');
    expectError(() => encode(x, { bitOrder: 1 }), 'options.bitOrder', INVALID_TYPE);
    expectError(() => encode(new Uint8Array(0)), 'x', 'ERR_LINQUANT_EMPTY');
  });

  it('takes unused bits that are 0, in either order', () => {
    const wrong = [
      { x: Uint8Array.of(0, 0x10), bitOrder: 'big', text: '5 unused low bits' },
      { x: Uint8Array.of(0, 0x08), bitOrder: 'little', text: '5 unused high bits' },
    ];
    for (const { x, bitOrder, text } of wrong) {
      const call = () => encode(x, { dimensions: 11, bitOrder });
      expectError(call, 'x', 'ERR_LINQUANT_FORMAT');
      expect(call).toThrow(text);
    }
  });

  it('takes bits of the dialect that the store compares', () => {
    const x = Uint8Array.of(1, 0x80);
    const [own, other, order] =
      name === 'encodeSqliteVec' || name === 'encodeLibsqlVector'
        ? ['sqlite-vec', 'ubinary', 'big']
        : ['ubinary', 'sqlite-vec', 'little'];
    expect(encode(x, { dialect: own })).toEqual(encode(x));
    expect(encode(x, { dialect: other, bitOrder: order })).toEqual(encode(x, { bitOrder: order }));
    const refused = (more: object, text: string) => {
      expectError(() => encode(x, more), 'options.dialect', 'ERR_LINQUANT_INVALID_OPTION');
      expect(() => encode(x, more)).toThrow(text);
    };
    refused(
      { dialect: other },
      `must be '${own}', or its bits reversed by bitOrder: '${order}'; got "${other}"`,
    );
    for (const dialect of ['faiss', 'binary']) {
      refused({ dialect }, `binarizeEmbeddings(x, { dimensions, dialect: '${own}' }); got "${dialect}"`);
    }
    refused({ dialect: own, bitOrder: order }, `must be '${other}' with bitOrder '${order}'; got "${own}"`);
    refused({ dialect: 'msb' }, 'must be one of');
    expectError(() => encode(x, { dialect: 1 }), 'options.dialect', INVALID_TYPE);
    const made = binarizeEmbeddings(new Float32Array(8).fill(1), {
      dimensions: 8,
      dialect: own as BinaryDialect,
    });
    expect(encode(made.data, { dimensions: 8, dialect: made.dialect })).toEqual(encode(Uint8Array.of(255)));
  });

  if (bytes === undefined) return;

  it('writes to a Buffer of the right size', () => {
    const memory = Buffer.alloc(32);
    const x = new Uint8Array(memory.buffer, memory.byteOffset, 2);
    const out = memory.subarray(1, 1 + bytes!);
    expectError(() => encode(x, { out }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectError(() => encode(x, { out: Buffer.alloc(bytes! + 1) }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
  });
});

// An output that shares memory with codes, parameters or offsets of rows is an error.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { twoRows, untyped } from '../../support/untyped.js';

const { quantize, dequantize, quantizeDynamic, fakeQuantize, requantize } = untyped;

describe('overlap', () => {
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const o = { dtype: 'int8' };

  const memory = new ArrayBuffer(64);
  const shared = new SharedArrayBuffer(64);

  it.each([
    ['the same buffer', memory, 0, 0],
    ['codes at the end of the floats', memory, 8, 23],
    ['codes at the start of the floats', memory, 8, 5],
    ['a SharedArrayBuffer', shared, 8, 11],
  ] as const)('%s is an error, both ways', (_name, buffer, floatsAt, codesAt) => {
    const floats = Buffer.from(buffer, floatsAt, 16);
    const codes = new Int8Array(buffer, codesAt, 4);
    expectError(() => quantize!(floats, p, { out: codes }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectError(() => dequantize!(codes, p, { out: floats }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectError(() => quantizeDynamic!(floats, { ...o, out: codes }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectSameBytes(new Uint8Array(buffer), new Uint8Array(64));
  });
});

describe('parameters and outputs of rows', () => {
  const { x, q, shape, p, o } = twoRows();

  describe('rows and memory that overlaps', () => {
    const memory = new ArrayBuffer(64);
    const overlap = 'ERR_LINQUANT_OVERLAP';
    const floats = (at: number) => new Float32Array(memory, at, 2);
    const ints = (at: number) => new Int32Array(memory, at, 2);
    const codes = (at: number) => new Int8Array(memory, at, 6);

    it.each<[string, unknown, unknown, string?]>([
      ['scale and zeroPoint', x, { data: new Int8Array(6), scale: floats(0), zeroPoint: ints(4) }, '.data, '],
      ['data and scale', x, { data: codes(7), scale: floats(0) }, '.data, '],
      ['data and zeroPoint', x, { data: codes(5), zeroPoint: ints(8) }, '.data, '],
      ['x and data', new Float32Array(memory, 8, 6), { data: codes(31) }],
      ['x and scale', new Float32Array(memory, 8, 6), { data: new Int8Array(6), scale: floats(28) }],
      ['x and zeroPoint', new Float32Array(memory, 8, 6), { data: new Int8Array(6), zeroPoint: ints(4) }],
      ['x and a view', new Float32Array(memory, 8, 6), codes(3)],
    ])('%s are an error', (_name, input, out, more = '') => {
      const call = () => quantizeDynamic!(input, { ...o, out });
      new Float32Array(memory).fill(1);
      const before = Buffer.from(new Uint8Array(memory));
      const argument =
        more === '' ? 'options.out' : 'options.out.data, options.out.scale and options.out.zeroPoint';
      expectError(call, argument, overlap);
      expectSameBytes(before, Buffer.from(new Uint8Array(memory)));
    });

    it('is an error for given parameters too', () => {
      new Float32Array(memory).fill(1);
      const given = { ...p, scale: floats(0) };
      expectError(() => quantize!(x, given, { shape, out: codes(7) }), 'options.out', overlap);
      const zeroPoint = ints(32).fill(0);
      const to = new Float32Array(memory, 36, 6);
      expectError(() => dequantize!(q, { ...p, zeroPoint }, { shape, out: to }), 'options.out', overlap);
    });
  });

  describe('offsets of zero', () => {
    const memory = new ArrayBuffer(64);

    it('are an error too where they overlap', () => {
      const overlap = 'ERR_LINQUANT_OVERLAP';
      const given = { ...p, offset: new Float32Array(memory, 20, 2) };
      const floats = new Float32Array(memory, 0, 6);
      const codes = new Int8Array(memory, 27, 6);
      expectError(() => quantize!(x, given, { shape, out: codes }), 'options.out', overlap);
      expectError(() => dequantize!(q, given, { shape, out: floats }), 'options.out', overlap);
      expectError(() => fakeQuantize!(x, given, { shape, out: floats }), 'options.out', overlap);
      const mask = new Uint8Array(memory, 27, 6);
      expectError(() => fakeQuantize!(x, given, { shape, mask }), 'options.out and options.mask', overlap);
      expectError(() => requantize!(q, given, p, { shape, out: codes }), 'options.out', overlap);
      expectError(() => requantize!(q, p, given, { shape, out: codes }), 'options.out', overlap);
      expectSameBytes(new Uint8Array(memory), new Uint8Array(64));
    });
  });
});

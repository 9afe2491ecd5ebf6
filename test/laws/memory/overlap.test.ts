// An output that shares memory with an input or another output is an error, and nothing is written.

import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { ofTwoRows as rows, untyped } from '../../support/untyped.js';

const { quantize, dequantize, fakeQuantize, requantize, convert, quantizeDynamic, quantizeGgml } = untyped;

const overlap = 'ERR_LINQUANT_OVERLAP';
/** Views of one piece of memory, in which everything is a good argument. */
function memory() {
  const store = new ArrayBuffer(512);
  new Float32Array(store).fill(1);
  return {
    store,
    floats: (at: number, count: number) => new Float32Array(store, at, count),
    ints: (at: number, count: number) => new Int32Array(store, at, count).fill(0),
    bytes: (at: number, count: number) => Buffer.from(store, at, count),
  };
}

type Memory = ReturnType<typeof memory>;
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };

const shape = [2, 4];
const x = new Float32Array(8).fill(2);
const q = new Int8Array(8).fill(2);
/** What shares memory: what is written (`at`) and what is read. */
const calls: readonly (readonly [name: string, outputs: string, call: (m: Memory) => unknown])[] = [
  [
    'codes over parameters',
    'options.out',
    (m) => quantize!(x, rows(m.floats(0, 2)), { shape, out: m.bytes(7, 8) }),
  ],
  [
    'codes over zero points',
    'options.out',
    (m) => quantize!(x, rows([1, 1], m.ints(0, 2)), { shape, out: m.bytes(0, 8) }),
  ],
  [
    'codes over offsets',
    'options.out',
    (m) => quantize!(x, rows([1, 1], [0, 0], m.floats(8, 2)), { shape, out: m.bytes(15, 8) }),
  ],
  [
    'floats over offsets',
    'options.out',
    (m) => dequantize!(q, rows([1, 1], [0, 0], m.floats(8, 2)), { shape, out: m.floats(12, 8) }),
  ],
  [
    'packed codes over x',
    'options.out',
    (m) => quantize!(m.floats(0, 8), { ...p, dtype: 'int2' }, { out: m.bytes(31, 2) }),
  ],
  [
    'wide codes over x',
    'options.out',
    (m) => quantize!(m.floats(0, 8), { ...p, dtype: 'int16' }, { out: m.bytes(31, 16) }),
  ],
  [
    'halves over codes',
    'options.out',
    (m) => dequantize!(m.bytes(4, 8), p, { floatType: 'float16', out: m.bytes(11, 16) }),
  ],
  ['floats in place', 'options.out', (m) => fakeQuantize!(m.floats(0, 8), p, { out: m.floats(0, 8) })],
  [
    'a mask over x',
    'options.out and options.mask',
    (m) => fakeQuantize!(m.floats(0, 8), p, { mask: m.bytes(31, 8) }),
  ],
  [
    'a mask over out',
    'options.out and options.mask',
    (m) => fakeQuantize!(x, p, { out: m.floats(0, 8), mask: m.bytes(24, 8) }),
  ],
  [
    'a mask over parameters',
    'options.out and options.mask',
    (m) => fakeQuantize!(x, rows(m.floats(0, 2)), { shape, mask: m.bytes(4, 8) }),
  ],
  ['codes in place', 'options.out', (m) => requantize!(m.bytes(3, 8), p, p, { out: m.bytes(3, 8) })],
  [
    'codes over those parameters',
    'options.out',
    (m) => requantize!(q, rows(m.floats(0, 2)), p, { shape, out: m.bytes(1, 8) }),
  ],
  [
    'codes over these parameters',
    'options.out',
    (m) => requantize!(q, p, rows(m.floats(0, 2)), { shape, out: m.bytes(1, 8) }),
  ],
  [
    'converted over x',
    'options.out',
    (m) => convert!(m.floats(0, 8), { to: 'float16', out: m.bytes(31, 16) }),
  ],
  [
    'float8 over x',
    'options.out',
    (m) => convert!(m.floats(0, 8), { to: 'float8_e4m3fn', out: m.bytes(31, 8) }),
  ],
  ['a copy over x', 'options.out', (m) => convert!(m.floats(0, 8), { to: 'float32', out: m.floats(4, 8) })],
  ['blocks over x', 'options.out', (m) => quantizeGgml!(m.floats(0, 32), 'q4_0', { out: m.bytes(120, 18) })],
  [
    'scales over x',
    'options.out',
    (m) =>
      quantizeDynamic!(m.floats(0, 8), {
        dtype: 'int4',
        axis: 1,
        shape,
        out: { data: new Uint8Array(4), scale: m.floats(28, 4) },
      }),
  ],
];

describe('outputs that share memory', () => {
  it.each(calls)('%s: an error, and nothing is written', (_name, outputs, call) => {
    const m = memory();
    let before: Buffer | undefined;
    // Making the views fills some of them.
    const told = new Proxy(m, {
      get: (target, name) =>
        typeof target[name as keyof Memory] === 'function'
          ? (at: number, count: number) => {
              const view = (target[name as 'floats'] as (a: number, c: number) => unknown)(at, count);
              before = Buffer.from(new Uint8Array(target.store));
              return view;
            }
          : target[name as keyof Memory],
    });
    expectError(() => call(told), outputs, overlap);
    expectSameBytes(before!, Buffer.from(new Uint8Array(m.store)));
  });
});

describe('neighbours and inputs', () => {
  it('that only touch, or share memory to be read, are no error', () => {
    const m = memory();
    const same = m.floats(0, 8);
    // x and its own scales.
    const own = rows(m.floats(0, 2), [0, 0], [0, 1]);
    expectSameBytes(quantize!(same, own, { shape }), Int8Array.of(1, 1, 1, 1, 0, 0, 0, 0));
    quantize!(same, rows(m.floats(0, 2)), { shape, out: m.bytes(32, 8) });
    fakeQuantize!(m.floats(64, 8), p, { out: m.floats(96, 8), mask: m.bytes(128, 8) });
    convert!(m.floats(64, 8), { to: 'float16', out: m.bytes(96, 16) });
    requantize!(m.bytes(200, 8), rows(m.floats(208, 2)), rows(m.floats(208, 2)), {
      shape,
      out: m.bytes(216, 8),
    });
    const none = new Float32Array(m.store, 8, 0);
    expect(fakeQuantize!(none, p, { out: none })).toBe(none);
  });
});

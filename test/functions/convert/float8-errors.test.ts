// convert: arguments that do not go with float8, and other functions that are given one.

import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';
import { wrongFlags } from '../../support/wrong/values.js';

const { convert, quantize, dequantize, minMax } = untyped;

const x = Float32Array.of(1, 2, 3, 4);
const codes = Uint8Array.of(1, 2, 3, 4);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const e4m3fn = 'float8_e4m3fn';
const option = 'ERR_LINQUANT_INVALID_OPTION';
const type = 'ERR_LINQUANT_INVALID_TYPE';
const size = 'ERR_LINQUANT_OUT_SIZE';

/** The argument and code of the error, words of its message, and the call. */
const wrong: readonly [string, string, string, () => unknown][] = [
  ['options.to', option, 'only read', () => convert!(x, { to: 'float8_e8m0fnu' })],
  [
    'options.to',
    option,
    'only read',
    () => convert!(codes, { from: 'float8_e8m0fnu', to: 'float8_e8m0fnu' }),
  ],
  ['options.to', option, 'float8_e4m3fn, float8_e5m2;', () => convert!(x, { to: 'float8_e4m3' })],
  [
    'options.from',
    option,
    'float8_e8m0fnu;',
    () => convert!(Buffer.alloc(4), { from: 'float8', to: 'float32' }),
  ],
  ['options.to', type, 'float8_e5m2;', () => convert!(x, {})],
  ['options.saturate', option, 'options.to', () => convert!(x, { to: 'float16', saturate: true })],
  [
    'options.saturate',
    option,
    'options.to',
    () => convert!(codes, { from: e4m3fn, to: 'float32', saturate: false }),
  ],
  ['options.saturate', option, 'copied', () => convert!(codes, { from: e4m3fn, to: e4m3fn, saturate: true })],
  ['x', type, 'options.from', () => convert!(codes, { to: 'float32' })],
  [
    'x',
    type,
    'Uint8Array of float8_e4m3fn codes',
    () => convert!(Int8Array.of(1), { from: e4m3fn, to: 'float32' }),
  ],
  ['x', type, 'Uint8Array', () => convert!([1], { from: e4m3fn, to: 'float32' })],
  ['options.from', option, 'left out', () => convert!(x, { from: e4m3fn, to: 'float32' })],
  ['options.to', option, "'float32' beside", () => convert!(x, { to: e4m3fn, out: new Float32Array(4) })],
  ['options.out', type, 'Uint8Array or Buffer', () => convert!(x, { to: e4m3fn, out: new Int8Array(4) })],
  ['options.out', size, 'exactly 4 bytes', () => convert!(x, { to: e4m3fn, out: new Uint8Array(5) })],
  [
    'options.out',
    type,
    'Buffer',
    () => convert!(codes, { from: e4m3fn, to: 'float32', out: new Uint8Array(16) }),
  ],
  [
    'options.out',
    'ERR_LINQUANT_OVERLAP',
    'x',
    () => convert!(x, { to: e4m3fn, out: Buffer.from(x.buffer, 0, 4) }),
  ],
];

describe('float8 in convert', () => {
  it.each(wrong)('%s: %s (%s)', (argument, code, words, call) => {
    expectError(call, argument, code);
    expect(`${(thrownBy(call) as Error).message}`).toContain(words);
  });

  it.each(wrongFlags.map((wrong) => [wrong[0], wrong] as const))(
    'saturate: %s',
    (_name, [, saturate, code]) => {
      if (saturate !== undefined) {
        expectError(() => convert!(x, { to: e4m3fn, saturate }), 'options.saturate', code);
      }
    },
  );

  it('leaves out untouched', () => {
    const out = new Uint8Array(4).fill(9);
    thrownBy(() => convert!(x, { to: e4m3fn, out, saturate: 1 }));
    thrownBy(() => convert!(x, { from: e4m3fn, to: e4m3fn, out }));
    expect(out).toEqual(new Uint8Array(4).fill(9));
  });
});

describe('float8 elsewhere', () => {
  it.each<[string, () => unknown]>([
    ['quantize of floats', () => quantize!(x, p, { floatType: e4m3fn })],
    ['quantize of bytes', () => quantize!(Buffer.from(codes), p, { floatType: 'float8_e5m2' })],
    ['quantize of codes', () => quantize!(codes, p, { floatType: 'float8_e8m0fnu' })],
    ['dequantize', () => dequantize!(Int8Array.of(1), p, { floatType: e4m3fn })],
    ['minMax', () => minMax!(Buffer.from(codes), { floatType: e4m3fn })],
  ])('%s names convert', (_name, call) => {
    expectError(call, 'options.floatType', option);
    expect(`${(thrownBy(call) as Error).message}`).toContain('convert');
  });

  it('a dtype names convert', () => {
    const call = () => quantize!(x, { ...p, dtype: e4m3fn });
    expectError(call, 'parameters.dtype', 'ERR_LINQUANT_INVALID_DTYPE');
    expect(`${(thrownBy(call) as Error).message}`).toContain('convert');
  });
});

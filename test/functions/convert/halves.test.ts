// convert: all 65536 float16 and bfloat16 to every float type, and every point where rounding to them changes.

import { convert } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import {
  bitsOfValue,
  convertNaN,
  encode,
  floatNames,
  setBitsAt,
  valueOfBits,
} from '../../support/definition/floats.js';
import { expectSameBytes } from '../../support/same-bytes.js';

import { untyped } from '../../support/untyped.js';

const halves = ['float16', 'bfloat16'] as const;
const allBits = Uint16Array.from({ length: 65536 }, (_, i) => i);
const loose = untyped.convert as (x: unknown, options: object) => ArrayBufferView;

describe.each(halves)('all %s', (from) => {
  const values = Array.from(allBits, (bits) => valueOfBits(from, bits));

  it.each(floatNames)('become %s', (to) => {
    const expected = from === to ? Buffer.from(bytesOf(allBits)) : encode(to, values);
    const result = bytesOf(loose(allBits, { from, to }));
    values.forEach((value, i) => {
      if (Number.isNaN(value)) setBitsAt(expected, to, i, convertNaN(BigInt(i), from, to));
    });
    expectSameBytes(result, expected);
  });

  it('come back from float32 and float64 as they were, but for NaN, which are quiet', () => {
    for (const to of ['float32', 'float64'] as const) {
      const back = convert(convert(allBits, { from, to }), { to: from });
      const quiet = from === 'float16' ? 0x200 : 0x40;
      const expected = allBits.map((bits) => (Number.isNaN(values[bits]) ? bits | quiet : bits));
      expectSameBytes(bytesOf(back), bytesOf(expected));
    }
  });
});

/** A double's neighbours: the next above and below. */
function around(x: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return [-1n, 0n, 1n].map((step) => {
    view.setBigInt64(0, bits + step);
    return view.getFloat64(0);
  });
}

/** Every point where rounding to a half changes, as a double, and its neighbours. */
function boundaries(name: 'float16' | 'bfloat16'): number[] {
  const infinity = bitsOfValue(name, Infinity);
  const all: number[] = [];
  for (let bits = 0; bits < infinity; bits += 1 + (bits % 5)) {
    const low = valueOfBits(name, bits);
    const above = bits + 1 === infinity ? 2 * low - valueOfBits(name, bits - 1) : valueOfBits(name, bits + 1);
    all.push(...around((low + above) / 2), ...around(low === 0 ? 2 ** -300 : low));
  }
  const last = valueOfBits(name, infinity - 1);
  return [...all, last, 2 * last, Number.MAX_VALUE, 5e-324].flatMap((x) => [x, -x]);
}

describe.each(halves)('to %s', (to) => {
  const x = Float64Array.from(boundaries(to));

  it('float64 is rounded once, ties to even', () => {
    const expected = Uint16Array.from(x, (value) => bitsOfValue(to, value));
    expectSameBytes(bytesOf(convert(x, { to })), bytesOf(expected));
  });

  it('float32 is rounded to nearest, ties to even', () => {
    const floats = Float32Array.from(x);
    const expected = Uint16Array.from(floats, (value) => bitsOfValue(to, value));
    expectSameBytes(bytesOf(convert(floats, { to })), bytesOf(expected));
  });
});

// fakeQuantize of a Float16Array gives a Float16Array.

import { type Float16ArrayLike, fakeQuantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { encode } from '../../support/definition/floats.js';
import { expectSameBytes } from '../../support/same-bytes.js';

type Halves = Float16ArrayLike & Iterable<number>;
const { Float16Array } = globalThis as unknown as {
  Float16Array?: (new (buffer: ArrayBuffer) => Halves) & { of(...values: number[]): Halves };
};

const p = { dtype: 'int8', scale: 0.25, zeroPoint: 1 } as const;
const values = [1, -2.5, 0.1, 70000, -0, 5];
// Node 24 has it, Node 20 not.
describe.skipIf(Float16Array === undefined)('a Float16Array', () => {
  const make = (...all: number[]) => Float16Array!.of(...all);
  const x = () => make(...values);
  const read = () => Float32Array.from(x());

  it('gives one to fakeQuantize, and takes bits as out', () => {
    const made = fakeQuantize(x(), p);
    expect(made).toBeInstanceOf(Float16Array);
    const expected = encode('float16', Array.from(fakeQuantize(read(), p)));
    expectSameBytes(bytesOf(made), expected);
    const out = new Uint16Array(values.length);
    expect(fakeQuantize(x(), p, { out })).toBe(out);
    expectSameBytes(bytesOf(out), expected);
  });
});

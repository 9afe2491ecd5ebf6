// fakeQuantize of a Float16Array gives a Float16Array.

import { fakeQuantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { encode } from '../../support/definition/floats.js';
import { Float16Array, make, values } from '../../support/float16array.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const p = { dtype: 'int8', scale: 0.25, zeroPoint: 1 } as const;
describe.skipIf(Float16Array === undefined)('a Float16Array', () => {
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

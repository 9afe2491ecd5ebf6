// linearQuantize: float types, and the sample of the lab.

import { linearQuantize, quantize } from 'linquant';
import { describe, it } from 'vitest';
import { expectSameBytes } from '../../support/same-bytes.js';

describe('linearQuantize', () => {
  it('takes floats of every type that an array tells', () => {
    const values = [0.5, -1.5, 2.5, NaN, 1e9, -7];
    const expected = Int16Array.of(1, -1, 3, 1, 32767, -6);
    const floats = Float32Array.from(values);
    expectSameBytes(linearQuantize(floats, 1, 1, 'int16'), expected);
    expectSameBytes(linearQuantize(Buffer.from(floats.buffer), 1, 1, 'int16'), expected);
    // Rounded to float32 first: 0.5 + 2^-30 is a tie then.
    const doubles = Float64Array.from(values, (value) => (value === 0.5 ? 0.5 + 2 ** -30 : value));
    expectSameBytes(linearQuantize(doubles, 1, 1, 'int16'), expected);
    // Whatever the call before it was of.
    quantize(Buffer.alloc(12), { dtype: 'int8', scale: 1, zeroPoint: 0 }, { floatType: 'bfloat16' });
    expectSameBytes(linearQuantize(floats, 1, 1, 'int16'), expected);
    expectSameBytes(linearQuantize(doubles, 1, 1, 'int16'), expected);
  });
});

describe('the lab', () => {
  const tensor = Float32Array.of(1, 2.5, 3, 4.5, 5);

  it('quantizes its sample as uint8', () => {
    expectSameBytes(linearQuantize(tensor, 0.1, 128, 'uint8'), Uint8Array.of(138, 153, 158, 173, 178));
  });

  it('saturates where its own code wraps', () => {
    expectSameBytes(linearQuantize(tensor, 0.1, 128, 'int8'), Int8Array.of(127, 127, 127, 127, 127));
  });
});

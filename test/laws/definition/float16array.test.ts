// A Float16Array is float data, where Node has it.

import { convert, dequantize, linearQuantize, minMax, quantize, quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { encode } from '../../support/definition/floats.js';
import { expectError } from '../../support/errors.js';
import { Float16Array, make, values } from '../../support/float16array.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const p = { dtype: 'int8', scale: 0.25, zeroPoint: 1 } as const;
describe.skipIf(Float16Array === undefined)('a Float16Array', () => {
  const x = () => make(...values);
  const read = () => Float32Array.from(x());

  it('is float data', () => {
    expectSameBytes(quantize(x(), p), quantize(read(), p));
    expectSameBytes(quantize(x(), p, { floatType: 'float16' }), quantize(read(), p));
    expectSameBytes(linearQuantize(x(), 0.25, 1, 'int8'), quantize(read(), p));
    expect(minMax(x())).toEqual({ min: -2.5, max: Infinity });
    expectSameBytes(convert(x(), { to: 'float32' }), read());
    const blocks = make(...Array.from({ length: 32 }, (_, i) => i / 8));
    expectSameBytes(quantizeGgml(blocks, 'q8_0'), quantizeGgml(Float32Array.from(blocks), 'q8_0'));
    expectError(
      // @ts-expect-error a Float16Array holds float16
      () => quantize(x(), p, { floatType: 'bfloat16' }),
      'options.floatType',
      'ERR_LINQUANT_INVALID_OPTION',
    );
  });

  it('may be the output', () => {
    const codes = Int8Array.of(1, 5, -128, 127, 2, 0);
    const out = make(...values);
    expect(dequantize(codes, p, { out })).toBe(out);
    expectSameBytes(bytesOf(out), encode('float16', Array.from(dequantize(codes, p))));
    expect(convert(Float64Array.from(values), { to: 'float16', out })).toBe(out);
    expectSameBytes(bytesOf(out), bytesOf(x()));
    const bits = convert(Float32Array.from(values), { to: 'float16' });
    expect(bits).toBeInstanceOf(Uint16Array);
    expectSameBytes(bytesOf(bits), bytesOf(x()));
  });
});

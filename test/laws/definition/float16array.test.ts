import type { Float16ArrayLike } from 'linquant';
import { convert, dequantize, fakeQuantize, linearQuantize, minMax, quantize, quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { expectError } from '../../support/errors.js';
import { encode } from '../../support/float-reference.js';

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

  it('is float data', () => {
    expect(quantize(x(), p)).toEqual(quantize(read(), p));
    expect(quantize(x(), p, { floatType: 'float16' })).toEqual(quantize(read(), p));
    expect(linearQuantize(x(), 0.25, 1, 'int8')).toEqual(quantize(read(), p));
    expect(minMax(x())).toEqual({ min: -2.5, max: Infinity });
    expect(convert(x(), { to: 'float32' })).toEqual(read());
    const blocks = make(...Array.from({ length: 32 }, (_, i) => i / 8));
    expect(quantizeGgml(blocks, 'q8_0')).toEqual(quantizeGgml(Float32Array.from(blocks), 'q8_0'));
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
    expect(bytesOf(out)).toEqual(encode('float16', Array.from(dequantize(codes, p))));
    expect(convert(Float64Array.from(values), { to: 'float16', out })).toBe(out);
    expect(bytesOf(out)).toEqual(bytesOf(x()));
    const bits = convert(Float32Array.from(values), { to: 'float16' });
    expect(bits).toBeInstanceOf(Uint16Array);
    expect(bytesOf(bits)).toEqual(bytesOf(x()));
  });

  it('gives one to fakeQuantize, and takes bits as out', () => {
    const made = fakeQuantize(x(), p);
    expect(made).toBeInstanceOf(Float16Array);
    const expected = encode('float16', Array.from(fakeQuantize(read(), p)));
    expect(bytesOf(made)).toEqual(expected);
    const out = new Uint16Array(values.length);
    expect(fakeQuantize(x(), p, { out })).toBe(out);
    expect(bytesOf(out)).toEqual(expected);
  });
});

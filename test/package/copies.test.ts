import { expect, it } from 'vitest';
import { load } from '../support/load.mjs';

/** Another copy of the package in this thread, as test runners and hot reloading make it. */
const copy = () => load({});

it('two copies in one thread do not disturb each other', () => {
  const [a, b] = [copy(), copy()];
  expect(a.quantize).not.toBe(b.quantize);
  const x = Float32Array.from({ length: 100 }, (_, i) => i - 50);
  const first = a.quantize(x, { dtype: 'int8', scale: 0.5, zeroPoint: 0 });
  for (let turn = 0; turn < 3; turn++) {
    b.quantize(x, { dtype: 'uint8', scale: 4, zeroPoint: 100 });
    expect(a.quantize(x, { dtype: 'int8', scale: 0.5, zeroPoint: 0 })).toEqual(first);
    b.minMax(x.subarray(60));
    expect(a.minMax(x)).toEqual({ min: -50, max: 49 });
    b.quantizeDynamic(x, { rule: 'onnx' });
    expect(a.quantizeDynamic(x, { rule: 'absmax' }).parameters.scale).toBe(Math.fround(50 / 127));
    const bytes = Buffer.from(x.buffer);
    const out = bytes.subarray(0, 100);
    expect(() => a.quantize(bytes, { dtype: 'uint8', scale: 1, zeroPoint: 0 }, { out })).toThrow(
      expect.objectContaining({ code: 'ERR_LINQUANT_OVERLAP' }),
    );
  }
});

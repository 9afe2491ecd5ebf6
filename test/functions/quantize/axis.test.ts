// quantize and dequantize with parameters along an axis.

import { type AxisParameters, dequantize, quantize } from 'linquant';
import { describe, it } from 'vitest';
import { dynamicRows } from '../../support/choices.js';
import { quantizeOne } from '../../support/definition/quotient.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

describe('parameters of rows', () => {
  const scale = [0.1, 2 ** -149, 3.4e38, 1];
  const zeroPoint = [-128, 127, 0, 5];
  const x = Float32Array.from(
    { length: 4 * 37 },
    (_, i) => [NaN, Infinity, -Infinity, -0, i, -i, 1e-45][i % 7]!,
  );

  it('hold for any floats, numbers that are no float32, and bounds', () => {
    for (const bounds of [{}, { qmin: -128, qmax: 127 }]) {
      const p = { dtype: 'int8', axis: 0, scale, zeroPoint, ...bounds } as const;
      const row = (i: number) => Math.floor(i / 37);
      const expected = Int8Array.from(x, (value, i) =>
        quantizeOne(value, scale[row(i)]!, zeroPoint[row(i)]!, -128, 127),
      );
      expectSameBytes(quantize(x, p, { shape: [4, 37] }), expected);
      const typed = { ...p, scale: Float32Array.from(scale), zeroPoint: Int32Array.from(zeroPoint) };
      expectSameBytes(quantize(x, typed, { shape: [4, 37] }), expected);
    }
    const narrow = { dtype: 'int8', axis: 0, scale: [1], zeroPoint: [3], qmin: -5, qmax: 5 } as const;
    expectSameBytes(
      quantize(Float32Array.of(-99, 0, 1, 99, NaN), narrow, { shape: [1, 5] }),
      Int8Array.of(-5, 3, 4, 5, 3),
    );
  });

  it('may be none, and rows may be empty', () => {
    const none = { dtype: 'uint8', axis: 0, scale: [], zeroPoint: new Int32Array(0) } as const;
    expectSameBytes(quantize(new Float32Array(0), none, { shape: [0, 4] }), new Uint8Array(0));
    expectSameBytes(quantize(new Float32Array(0), none), new Uint8Array(0));
    expectSameBytes(dequantize(new Uint8Array(0), none, { shape: [0] }), new Float32Array(0));
    // A view of no bytes overlaps nothing, wherever it lies.
    const memory = new ArrayBuffer(16);
    const three = {
      dtype: 'int8',
      axis: 0,
      scale: new Float32Array(memory, 0, 3).fill(1),
      zeroPoint: [0, 0, 0],
    } as const;
    expectSameBytes(quantize(new Float32Array(memory, 4, 0), three, { shape: [3, 0] }), new Int8Array(0));
    const result = dynamicRows(Buffer.alloc(0), { rule: 'absmax', shape: [0, 7], axis: 0 });
    expectSameResult(result, {
      data: new Int8Array(0),
      parameters: {
        dtype: 'int8',
        scale: new Float32Array(0),
        zeroPoint: new Int32Array(0),
        axis: 0,
        qmin: -127,
      },
      shape: [0, 7],
    });
  });

  it('without shape, every element is a row', () => {
    const p = { dtype: 'int8', axis: 0, scale: [1, 2], zeroPoint: [0, 1] } as const;
    expectSameBytes(quantize(Float32Array.of(4, 4), p), Int8Array.of(4, 3));
    expectSameBytes(dequantize(Int8Array.of(4, 3), p), Float32Array.of(4, 4));
  });

  it('do not change, and the shape of a whole tensor changes nothing', () => {
    const p = Object.freeze({
      dtype: 'int8',
      axis: 0,
      scale: Object.freeze([1, 2]),
      zeroPoint: Object.freeze([0, 1]),
    });
    quantize(Float32Array.of(4, 4), p as unknown as AxisParameters, { shape: [2, 1] });
    const whole = { dtype: 'int8', scale: 0.5, zeroPoint: 1 } as const;
    expectSameBytes(quantize(x, whole, { shape: [2, 37, 2] }), quantize(x, whole));
  });
});

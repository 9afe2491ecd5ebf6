// Results are the object given as out, or arrays over memory of their own.

import { dequantize, linearQuantize, quantize, quantizeDynamic } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectSameBytes, expectSameNumbers } from '../../support/same-bytes.js';

const parameters = { dtype: 'int8', scale: 0.01, zeroPoint: -3 } as const;
const ramp = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7) * 2);

describe('results', () => {
  it('are typed arrays of the dtype over memory of their own', () => {
    const x = ramp(5);
    expect(quantize(x, parameters)).toBeInstanceOf(Int8Array);
    expect(quantize(x, { dtype: 'uint8', scale: 1, zeroPoint: 0 })).toBeInstanceOf(Uint8Array);
    expect(quantize(x, parameters).buffer.byteLength).toBe(5);
    expect(dequantize(Int8Array.of(1), parameters).buffer.byteLength).toBe(4);
  });

  it('are the very object given as out', () => {
    const x = ramp(4);
    for (const out of [new Int8Array(4), Buffer.alloc(4), new Int8Array(new SharedArrayBuffer(9), 1, 4)]) {
      expect(quantize(x, parameters, { out })).toBe(out);
      expect(quantizeDynamic(x, { dtype: 'int8', out }).data).toBe(out);
    }
  });

  it('are nothing for nothing', () => {
    expectSameBytes(quantize(new Float32Array(0), parameters), new Int8Array(0));
    expectSameBytes(dequantize(new Int8Array(0), parameters), new Float32Array(0));
    expectSameBytes(linearQuantize(Buffer.alloc(0), 1, 0, 'uint8'), new Uint8Array(0));
  });

  it('touching the input at its end is no overlap', () => {
    const buffer = new ArrayBuffer(20);
    const x = new Float32Array(buffer, 0, 4);
    x.set([1, 2, 3, 4]);
    const out = new Int8Array(buffer, 16, 4);
    quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0 }, { out });
    expectSameNumbers(out, [1, 2, 3, 4]);
  });
});

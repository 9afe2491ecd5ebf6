// Embeddings are read from every view and float type, and written where the caller wants them.

import { convert } from 'linquant';
import { binarizeEmbeddings, quantizeEmbeddings, RangeCalibration } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatHolders } from '../../support/data.js';
import { rangesOfColumns } from '../../support/definition/embeddings.js';
import { embeddingShapes as shapes, someVectors } from '../../support/embeddings.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

describe.each(shapes)('%i vectors of %i dimensions', (rows, dimensions) => {
  const x = someVectors(rows, dimensions);
  const ranges = rangesOfColumns(x.subarray(0, Math.min(rows, 50) * dimensions), dimensions);

  it('are read from every holder, by every rule', () => {
    const y = x.subarray(0, Math.min(rows, Math.ceil(1000 / dimensions)) * dimensions);
    const expected = [
      quantizeEmbeddings(y, { dimensions, rule: 'row' }),
      quantizeEmbeddings(y, { dimensions, rule: 'range' }),
      quantizeEmbeddings(y, { dimensions, rule: 'ranges', ranges, countClipped: true }),
      binarizeEmbeddings(y, { dimensions }),
    ];
    for (const [name, holder] of Object.entries(floatHolders(y))) {
      const z = holder as Float32Array;
      const results = [
        quantizeEmbeddings(z, { dimensions, rule: 'row' }),
        quantizeEmbeddings(z, { dimensions, rule: 'range' }),
        quantizeEmbeddings(z, { dimensions, rule: 'ranges', ranges, countClipped: true }),
        binarizeEmbeddings(z, { dimensions }),
      ];
      expect(results, name).toEqual(expected);
      expectSameBytes(
        new RangeCalibration(dimensions).observe(z).ranges(),
        rangesOfColumns(y, dimensions),
        name,
      );
    }
  });

  it('are of every float type', () => {
    const y = x.subarray(0, Math.min(rows, Math.ceil(2000 / dimensions)) * dimensions);
    for (const floatType of ['float16', 'bfloat16', 'float64'] as const) {
      const stored = convert(y, { to: floatType }) as Uint16Array;
      const floats = convert(stored, { from: floatType as 'float16', to: 'float32' });
      for (const rule of ['row', 'matrix', 'range', 'ranges'] as const) {
        const options = { dimensions, rule } as { dimensions: number; rule: 'row' };
        const wanted = quantizeEmbeddings(floats, options);
        expectSameResult(quantizeEmbeddings(stored, { ...options, floatType } as never), wanted);
        expectSameResult(quantizeEmbeddings(bytesOf(stored), { ...options, floatType }), wanted);
      }
      expectSameResult(
        binarizeEmbeddings(bytesOf(stored), { dimensions, floatType }),
        binarizeEmbeddings(floats, { dimensions }),
      );
    }
  });

  it('are written where the caller wants them', () => {
    const store = new ArrayBuffer(x.length + 24);
    const data = new Int8Array(store, 7, x.length);
    const untouched = () => [...new Uint8Array(store, 0, 7), ...new Uint8Array(store, 7 + x.length)];
    for (const rule of ['row', 'matrix', 'range'] as const) {
      data.fill(0);
      const options = { dimensions, rule } as { dimensions: number; rule: 'matrix' };
      const result = quantizeEmbeddings(x, { ...options, out: data });
      expect(result.data).toBe(data);
      expectSameResult(result, quantizeEmbeddings(x, options));
    }
    const bytesOut = Buffer.from(store, 5, x.length);
    const result = quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges, out: bytesOut });
    expect(result.data).toBe(bytesOut);
    expectSameBytes(bytesOut, bytesOf(quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges }).data));
    expect(
      untouched()
        .slice(0, 5)
        .concat(untouched().slice(7))
        .every((byte) => byte === 0),
    ).toBe(true);
    const [scale, zeroPoint] = [new Float32Array(rows), new Int32Array(rows)];
    const whole = quantizeEmbeddings(x, { dimensions, rule: 'row', out: { data, scale, zeroPoint } });
    expect([whole.parameters.scale, whole.parameters.zeroPoint]).toEqual([scale, zeroPoint]);
    expect(whole.parameters.scale).toBe(scale);
  });
});

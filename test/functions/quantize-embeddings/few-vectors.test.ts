// quantizeEmbeddings of few vectors, and of none.

import { binarizeEmbeddings, quantizeEmbeddings, RangeCalibration } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { someVectors } from '../../support/embeddings.js';
import { expectSameBytes } from '../../support/same-bytes.js';

describe('few vectors', () => {
  const codes = (rows: number) =>
    quantizeEmbeddings(someVectors(rows, 4), { dimensions: 4, rule: 'ranges' }).warnings.map(
      ({ code }) => code,
    );

  it('are a warning where ranges come from fewer than 100', () => {
    expect(codes(100)).toEqual([]);
    expect(codes(99)).toEqual(['few-rows']);
    const calibration = new RangeCalibration(4).observe(someVectors(99, 4));
    const x = someVectors(1, 4);
    const options = { dimensions: 4, rule: 'ranges', ranges: calibration } as const;
    expect(quantizeEmbeddings(x, options).warnings).toEqual([
      { code: 'few-rows', message: 'the ranges come from 99 vectors; fewer than 100 do not tell them' },
    ]);
    calibration.observe(x);
    expect(quantizeEmbeddings(x, options).warnings).toEqual([]);
  });

  it('even none, are legal where ranges are known', () => {
    const none = new Float32Array(0);
    const ranges = Float32Array.of(0, 0, 1, 1);
    expect(quantizeEmbeddings(none, { dimensions: 2, rule: 'row' }).shape).toEqual([0, 2]);
    expect(quantizeEmbeddings(none, { dimensions: 2, rule: 'range', countClipped: true }).clipped).toBe(0);
    expectSameBytes(
      quantizeEmbeddings(none, { dimensions: 2, rule: 'ranges', ranges }).data,
      new Int8Array(0),
    );
    expectSameBytes(binarizeEmbeddings(none, { dimensions: 2 }).data, new Uint8Array(0));
  });
});

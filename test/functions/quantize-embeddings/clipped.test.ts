// quantizeEmbeddings counts clipped values.

import { quantizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { someVectors } from '../../support/embeddings.js';

describe('clipped values', () => {
  const x = Float32Array.of(-3, 0, 1, 1.5, 0.5, -1);

  it('are counted where they are asked for', () => {
    const range = { dimensions: 2, rule: 'range', countClipped: true } as const;
    expect(quantizeEmbeddings(x, range).clipped).toBe(2 / 6);
    expect(quantizeEmbeddings(x, { ...range, countClipped: false })).not.toHaveProperty('clipped');
    const ranges = Float32Array.of(-1, -1, 1, 1);
    const result = quantizeEmbeddings(x, { dimensions: 2, rule: 'ranges', ranges, countClipped: true });
    expect(result.clipped).toBe(2 / 6);
    expect(result.warnings).toEqual([
      { code: 'many-clipped', message: expect.stringContaining('33.3 %') as string },
    ]);
  });

  it('are counted in every block', () => {
    const many = someVectors(900, 128);
    const range = { min: -0.5, max: 0.5 };
    const { clipped, parameters } = quantizeEmbeddings(many, {
      dimensions: 128,
      rule: 'range',
      range,
      countClipped: true,
    });
    const outside = many.filter((value) => Math.abs(Math.fround(value / parameters.scale)) > 127.5).length;
    expect(clipped).toBe(outside / many.length);
  });

  it('of 1 % and fewer are no warning', () => {
    const row = new Float32Array(100).fill(0.5);
    row[3] = 7;
    const options = { dimensions: 100, rule: 'range', countClipped: true } as const;
    expect(quantizeEmbeddings(row, options)).toMatchObject({ clipped: 0.01, warnings: [] });
    row[4] = 7;
    expect(quantizeEmbeddings(row, options).warnings).toHaveLength(1);
  });
});

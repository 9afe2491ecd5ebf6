// Where quantize and torch.quantize_per_tensor of PyTorch 1.13 differ: that multiplies by f32(1 / scale), quantize divides.
import { quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { decodeFloats, fixture } from '../../support/data.js';

interface Case {
  readonly kind: 'example' | 'half-steps' | 'continuous';
  readonly dtype: 'int8' | 'uint8';
  readonly scale: number;
  readonly zeroPoint: number;
  readonly x: string;
  readonly q: readonly number[];
}
const { torch, cases } = fixture<{ torch: string; cases: readonly Case[] }>('quantize-per-tensor.json');

/** How many codes there are of a kind of data, and how many of them are others in PyTorch. */
function differences(kind: Case['kind']) {
  const count = { codes: 0, others: 0, beyondOne: 0 };
  for (const { dtype, scale, zeroPoint, x, q } of cases.filter((one) => one.kind === kind)) {
    quantize(decodeFloats(x), { dtype, scale, zeroPoint }).forEach((code, i) => {
      count.codes++;
      if (code !== q[i]) count.others++;
      if (Math.abs(code - q[i]!) > 1) count.beyondOne++;
    });
  }
  return count;
}

describe('torch.quantize_per_tensor', () => {
  it('is of the version that the documentation names', () => {
    expect(torch).toMatch(/^1\.13\./);
  });

  it('gives 15 for 2.25 at scale f32(0.3) and zero point 7, where the float32 quotient gives 14', () => {
    expect(differences('example')).toEqual({ codes: 1, others: 1, beyondOne: 0 });
  });

  it('gives an eighth of the codes at half-steps one apart', () => {
    expect(differences('half-steps')).toEqual({ codes: 8160, others: 972, beyondOne: 0 });
  });

  it('gives the same codes on continuous data', () => {
    expect(differences('continuous')).toEqual({ codes: 4096, others: 0, beyondOne: 0 });
  });
});

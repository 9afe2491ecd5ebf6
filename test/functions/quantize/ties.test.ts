// quantize, for every dtype and rounding: ties, their neighbours and special values, per tensor, row and column.

import { quantize } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf, neighbour } from '../../support/data.js';
import { dtypeNames, limits, packOf } from '../../support/definition/dtypes.js';
import { type Full, quantizeOf } from '../../support/definition/tensors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { float32Max, someSpecialFloats as specials } from '../../support/special-floats.js';

const f32 = Math.fround;
/** Ties between codes, their neighbours, and the ends of every dtype. */
function inputsFor(scale: number): Float32Array {
  const s = f32(scale);
  const steps = [...Array(18).keys()];
  for (const power of [7, 8, 15, 16, 24, 31, 32]) steps.push(2 ** power - 1, 2 ** power, 2 ** power + 1);
  const ties = steps.flatMap((k) => [k * s, (k + 0.5) * s]).map(f32);
  const around = ties
    .filter((x) => x > 0 && x < float32Max)
    .flatMap((x) => [x, neighbour(x, 1), neighbour(x, -1)]);
  return Float32Array.from([...specials, ...around, ...around.map((x) => -x)]);
}

const scales = [1, 0.1, 1 / 3, 2 ** -149, 3 * 2 ** -140, 2 ** -126, 2 ** -100, 1e-30, 2 ** 101, 3e38];

describe.each(dtypeNames)('%s', (dtype) => {
  const { qmin, qmax } = limits[dtype];
  const zeroPoints = dtype === 'int32' ? [0] : [qmin, 0, 1, qmax];

  it.each(scales)('ties, neighbours and special values by scale %s, in every layout', (scale) => {
    const x = inputsFor(scale);
    const columns = x.length;
    for (const rounding of ['half-even', 'half-away', 'toward-zero', 'down'] as const) {
      for (const zeroPoint of zeroPoints) {
        const p: Full = {
          dtype,
          scale: [scale],
          zeroPoint: [zeroPoint],
          offset: [0],
          rounding,
          qmin,
          qmax,
        };
        const codes = quantizeOf(Array.from(x), [columns], p);
        const expected = packOf(dtype, codes);
        expectSameBytes(bytesOf(quantize(x, { dtype, scale, zeroPoint, rounding })), expected);
        const twice = Float32Array.from([...x, ...x]);
        const both = packOf(dtype, [...codes, ...codes]);
        const rows = { dtype, rounding, axis: 0, scale: [scale, scale], zeroPoint: [zeroPoint, zeroPoint] };
        expectSameBytes(bytesOf(quantize(twice, rows, { shape: [2, columns] })), both);
        const some = <T>(value: T) => Array.from(x, () => value);
        const each = { dtype, rounding, axis: -1, scale: some(scale), zeroPoint: some(zeroPoint) };
        expectSameBytes(bytesOf(quantize(twice, each, { shape: [2, columns] })), both);
      }
    }
  });
});

// quantize to int8 and uint8 with every kind of qmin and qmax: ties, their neighbours and special values.

import { quantize } from 'linquant';
import { describe, it } from 'vitest';
import { neighbour } from '../../support/data.js';
import { quantizeOne } from '../../support/definition/quotient.js';
import { expectSameNumbers } from '../../support/same-bytes.js';
import {
  float32Max,
  borderScales as scales,
  specialFloats as specials,
} from '../../support/special-floats.js';

const dtypes = { int8: [-128, 127], uint8: [0, 255] } as const;
/** Ties between codes and their float neighbours, quotients around 2^15 and 2^31, and the specials. */
function inputsFor(scale: number): number[] {
  const s = Math.fround(scale);
  const steps = [...Array(24).keys(), 126, 127, 128, 254, 255, 256, 32640, 32767, 32768, 2 ** 20, 2 ** 31];
  const ties = steps.flatMap((k) => [k * s, (k + 0.5) * s]).map(Math.fround);
  const around = ties
    .filter((x) => x > 0 && x < float32Max)
    .flatMap((x) => [x, neighbour(x, 1), neighbour(x, -1)]);
  return [...specials, ...around, ...around.map((x) => -x)];
}

describe.each(Object.keys(dtypes) as ('int8' | 'uint8')[])('%s', (dtype) => {
  const [qmin, qmax] = dtypes[dtype];

  it.each(scales)('quantizes ties, neighbours and special values by scale %s', (scale) => {
    const x = Float32Array.from(inputsFor(scale));
    for (const zeroPoint of [qmin, qmin + 1, 0, 3, qmax - 1, qmax].filter((z) => z >= qmin)) {
      for (const bounds of [{}, { qmin: qmin + 1 }, { qmax: zeroPoint }, { qmin: zeroPoint }]) {
        const low = 'qmin' in bounds ? bounds.qmin : qmin;
        const high = 'qmax' in bounds ? bounds.qmax : qmax;
        if (low >= high || zeroPoint < low) continue;
        const expected = Array.from(x, (value) => quantizeOne(value, scale, zeroPoint, low, high));
        expectSameNumbers(quantize(x, { dtype, scale, zeroPoint, ...bounds }), expected);
      }
    }
  });
});

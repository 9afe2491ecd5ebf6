// quantize: NaN, infinities, and the unused bits of packed codes.

import { quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dtypeNames, limits, packOf, unpackOf } from '../../support/definition/dtypes.js';
import { expectSameBytes } from '../../support/same-bytes.js';

describe.each(dtypeNames)('%s', (dtype) => {
  const { qmin, qmax } = limits[dtype];
  const zeroPoints = dtype === 'int32' ? [0] : [qmin, 0, 1, qmax];

  it('saturates, and gives NaN the code of 0', () => {
    for (const zeroPoint of zeroPoints) {
      const x = Float32Array.of(Infinity, -Infinity, 1e30, -1e30, NaN);
      const codes = unpackOf(dtype, bytesOf(quantize(x, { dtype, scale: 0.5, zeroPoint })), 5);
      expect(codes).toEqual([qmax, qmin, qmax, qmin, zeroPoint]);
      const offset = 3;
      const moved = unpackOf(dtype, bytesOf(quantize(x, { dtype, scale: 0.5, zeroPoint, offset })), 5);
      expect(moved[4]).toBe(Math.min(qmax, Math.max(qmin, zeroPoint - 6)));
      expect(moved.slice(0, 4)).toEqual([qmax, qmin, qmax, qmin]);
    }
  });

  it('leaves what is left over of the last byte 0', () => {
    const { bits } = limits[dtype];
    for (let count = 0; count < 20; count++) {
      const x = new Float32Array(count).fill(-1e30);
      const out = Buffer.alloc(Math.ceil((count * bits) / 8), 0xff);
      quantize(x, { dtype, scale: 1, zeroPoint: 0 }, { out });
      expectSameBytes(out, packOf(dtype, Array<number>(count).fill(qmin)));
    }
  });
});

const dtypes = { int8: [-128, 127], uint8: [0, 255] } as const;

describe.each(Object.keys(dtypes) as ('int8' | 'uint8')[])('%s', (dtype) => {
  it('gives the zero point for NaN wherever it stands, and leaves its neighbours alone', () => {
    for (const length of [1, 7, 63, 64, 65, 131]) {
      for (let at = 0; at < length; at++) {
        const x = new Float32Array(length).fill(2);
        x[at] = NaN;
        const expected = Array.from(x, (value) => (Number.isNaN(value) ? 5 : 9));
        expect(Array.from(quantize(x, { dtype, scale: 0.5, zeroPoint: 5 }))).toEqual(expected);
      }
    }
  });
});

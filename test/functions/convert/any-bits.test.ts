// convert of random bits, at any address.

import { convert } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, randomBits } from '../../support/data.js';
import { floatNames } from '../../support/definition/floats.js';
import { expectSameBytes } from '../../support/same-bytes.js';

import { untyped } from '../../support/untyped.js';

const loose = untyped.convert as (x: unknown, options: object) => ArrayBufferView;

describe('any bits', () => {
  const next = randomBits(77);
  const bytes = Buffer.from(Uint32Array.from({ length: 40_004 }, next).buffer);

  it.each(floatNames.flatMap((from) => floatNames.map((to) => [from, to] as const)))(
    'of %s give the same in every holder, to %s',
    (from, to) => {
      const expected = bytesOf(loose(bytes, { from, to }));
      const odd = Buffer.alloc(bytes.length + 3).subarray(3);
      bytes.copy(odd);
      const out = Buffer.alloc(expected.length + 1).subarray(1);
      expect(loose(odd, { from, to, out })).toBe(out);
      expectSameBytes(out, expected);
    },
  );

  it('float64 to float32 is as the engine rounds', () => {
    const x = new Float64Array(new Uint8Array(bytes).buffer).filter((value) => !Number.isNaN(value));
    expectSameBytes(bytesOf(convert(x, { to: 'float32' })), bytesOf(Float32Array.from(x)));
  });
});

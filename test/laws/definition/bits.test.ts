// Equal to the definition: packBits and unpackBits.

import fc from 'fast-check';
import { packBits, unpackBits } from 'linquant';
import { expect, it } from 'vitest';
import { bitOf, bitOrders, compares, packBitsOf } from '../../support/definition/bits.js';
import { expectSameNumbers } from '../../support/same-bytes.js';

const options = fc.record({
  compare: fc.constantFrom(...compares),
  bitOrder: fc.constantFrom(...bitOrders),
  signed: fc.boolean(),
});

const special = [0, -0, 1, -1, 2 ** -149, -(2 ** -149), 3.4028234663852886e38, -3.4028234663852886e38];
const float = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(...special));
const rows = fc.tuple(fc.nat(6), fc.nat(150)).chain(([count, columns]) =>
  fc
    .array(fc.array(float, { minLength: columns, maxLength: columns }), {
      minLength: count,
      maxLength: count,
    })
    .map((values) => ({ columns, values })),
);

it('packs as the definition says, and unpacks what it packed', () => {
  fc.assert(
    fc.property(rows, options, ({ columns, values }, how) => {
      const shape = [values.length, columns];
      const x = Float32Array.from(values.flat());
      const bits = packBits(x, { ...how, shape });
      expect(bits).toBeInstanceOf(how.signed ? Int8Array : Uint8Array);
      expectSameNumbers(bits, packBitsOf(values, how));
      const { bitOrder, signed } = how;
      const back = unpackBits<boolean>(bits as never, { bitOrder, signed, shape });
      expect([...back]).toEqual([...x].map((v) => bitOf(v, how.compare)));
      const pair = unpackBits<boolean>(bits as never, { bitOrder, signed, shape, values: [-0.1, 7] });
      expectSameNumbers(
        pair,
        [...back].map((bit) => (bit ? 7 : Math.fround(-0.1))),
      );
    }),
    { numRuns: 300 },
  );
});

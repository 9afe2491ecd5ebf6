// packBits gives the bytes that numpy.packbits gave.

import { packBits } from 'linquant';
import { it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { decodeBytes, numpyBits } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

it.each(numpyBits)(
  '$floatType $shape, $compare, $bitOrder',
  ({ shape, compare, bitOrder, floatType, x, bits, binary }) => {
    const how = { shape, compare, bitOrder, floatType };
    expectSameBytes(bytesOf(packBits(decodeBytes(x), how)), decodeBytes(bits));
    expectSameBytes(bytesOf(packBits(decodeBytes(x), { ...how, signed: true })), decodeBytes(binary));
  },
);

// unpackBits gives the floats of what numpy.unpackbits gave.

import { unpackBits } from 'linquant';
import { it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { decodeBytes, numpyBits } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

it.each(numpyBits)('$floatType $shape, $compare, $bitOrder', ({ shape, bitOrder, bits, binary, floats }) => {
  const how = { shape, bitOrder };
  expectSameBytes(bytesOf(unpackBits(decodeBytes(bits), how)), decodeBytes(floats));
  expectSameBytes(bytesOf(unpackBits(decodeBytes(binary), { ...how, signed: true })), decodeBytes(floats));
});

// linearQuantize gives the codes that PyTorch gave.

import { linearQuantize } from 'linquant';
import { it } from 'vitest';
import { decodeFloats } from '../../support/data.js';
import { pytorchLinear } from '../../support/golden.js';
import { expectSameNumbers } from '../../support/same-bytes.js';

it.each(pytorchLinear)('$dtype scale $scale zero point $zeroPoint', ({ dtype, scale, zeroPoint, x, q }) => {
  expectSameNumbers(linearQuantize(decodeFloats(x), scale, zeroPoint, dtype), q);
});

// requantize to the same parameters gives numpy's codes back: each stands for a float that has it as its code.

import { requantize } from 'linquant';
import { it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { decodeBytes, numpy } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const cases = numpy.filter(({ golden: { parameters } }) => {
  return parameters.dtype !== 'int32' && (parameters as { rounding?: string }).rounding === undefined;
});

it.each(cases)('$name', ({ golden: { parameters, shape, q } }) => {
  const codes = decodeBytes(q);
  expectSameBytes(bytesOf(requantize(codes, parameters, parameters, { shape })), codes);
});

// linearDequantize reads bytes as uint8.

import { linearDequantize } from 'linquant';
import { describe, it } from 'vitest';
import { expectSameBytes } from '../../support/same-bytes.js';

describe('results', () => {
  it('are uint8 for bytes in the linear pair', () => {
    const bytes = Buffer.of(138, 153);
    expectSameBytes(linearDequantize(bytes, 0.5, 128), Float32Array.of(5, 12.5));
    expectSameBytes(linearDequantize(Int8Array.of(-1), 0.5, 1), Float32Array.of(-1));
  });
});

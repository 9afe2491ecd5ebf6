// dequantizeGgml: arguments that do not fit together.

import { dequantizeGgml } from 'linquant';
import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

describe('wrong arguments', () => {
  const x = new Float32Array(32);

  it.each<[string, string, () => unknown]>([
    ['type', 'ERR_LINQUANT_INVALID_TYPE', () => untyped.dequantizeGgml!(new Uint8Array(34))],
    ['blocks', 'ERR_LINQUANT_BYTE_LENGTH', () => dequantizeGgml(new Uint8Array(35), 'q8_0')],
    ['blocks', 'ERR_LINQUANT_INVALID_TYPE', () => untyped.dequantizeGgml!(new Int8Array(34), 'q8_0')],
    [
      'options.out',
      'ERR_LINQUANT_OUT_SIZE',
      () => dequantizeGgml(new Uint8Array(34), 'q8_0', { out: new Float32Array(31) }),
    ],
    [
      'options.out',
      'ERR_LINQUANT_OVERLAP',
      () => dequantizeGgml(Buffer.from(x.buffer, 0, 34), 'q8_0', { out: x }),
    ],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
    expectSameBytes(x, new Float32Array(32));
  });
});

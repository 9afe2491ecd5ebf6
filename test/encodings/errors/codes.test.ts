// What every encoder of int8 codes refuses.
import { describe, it } from 'vitest';
import { detach } from '../../support/dying.js';
import { expectError } from '../../support/errors.js';
import { all, codeEncoders, INVALID_TYPE, two } from '../all.js';

describe.each(codeEncoders)('%s %o', (name, options, bytes) => {
  const encode = (x: unknown, more: object = {}) => all[name]!(x, { ...options, ...more });

  it.each([[Uint8Array.of(1)], [two()], [[1]], [undefined]])('takes %o for no int8', (x) =>
    expectError(() => encode(x), 'x', INVALID_TYPE),
  );

  it('takes no object for a Buffer that only has its prototype', () =>
    expectError(() => encode(Object.create(Buffer.prototype)), 'x', INVALID_TYPE));

  it('takes no empty vector, no lost memory, no option of others', () => {
    expectError(() => encode(new Int8Array(0)), 'x', 'ERR_LINQUANT_EMPTY');
    const lost = Int8Array.of(1);
    detach(lost);
    expectError(() => encode(lost), 'x', 'ERR_LINQUANT_DETACHED');
    const option = { floatType: 'float32' };
    expectError(() => encode(Int8Array.of(1), option), 'options.floatType', 'ERR_LINQUANT_INVALID_OPTION');
    const out = Buffer.alloc(bytes + 1);
    expectError(() => encode(Int8Array.of(1, 2), { out }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
  });
});

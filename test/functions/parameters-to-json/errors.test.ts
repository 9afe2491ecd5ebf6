// parametersToJSON: wrong arguments.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { parametersToJSON } = untyped;

const type = 'ERR_LINQUANT_INVALID_TYPE';

describe('arguments that do not fit together', () => {
  it.each<[string, string, () => unknown]>([['parameters', type, () => parametersToJSON!(undefined)]])(
    '%s: %s (%s)',
    (argument, code, call) => {
      expectError(call, argument, code);
    },
  );
});

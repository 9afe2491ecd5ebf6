// Imported and required in one process: it must be one instance, else there are two backends.
import { createRequire } from 'node:module';
import * as linquant from 'linquant';
import * as formats from 'linquant/formats';
import check from './check.cjs';

const required = createRequire(import.meta.url)('linquant');
if (required.backend !== linquant.backend || required.quantize !== linquant.quantize)
  throw new Error('two instances');
await check(linquant, formats);

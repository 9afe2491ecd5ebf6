// Every public function and class has a file or folder of its name in test/functions, or stands in test/encodings or test/formats.

import { existsSync } from 'node:fs';
import path from 'node:path';
import * as linquant from 'linquant';
import * as calibration from 'linquant/calibration';
import * as embeddings from 'linquant/embeddings';
import * as search from 'linquant/search';
import { expect, it } from 'vitest';
import { root } from '../support/data.js';

const functions = Object.entries({ ...linquant, ...embeddings, ...calibration, ...search })
  .filter(([, value]) => typeof value === 'function')
  .map(([name]) => name)
  .filter((name) => !/^(encode|decode)/.test(name));

/** quantizeGgml is in quantize-ggml, parametersToJSON in parameters-to-json. */
function fileName(name: string): string {
  if (name === 'readRanges' || name === 'writeRanges') return 'read-and-write-ranges';
  return name.replace(/(?<=[a-z])[A-Z]+/g, (letters) => `-${letters}`).toLowerCase();
}

it.each(functions)('%s', (name) => {
  const file = path.join(root, 'test', 'functions', fileName(name));
  expect(existsSync(file) || existsSync(`${file}.test.ts`), file).toBe(true);
});

import { createRequire } from 'node:module';
import path from 'node:path';
import * as linquant from 'linquant';
import * as formats from 'linquant/formats';
import { expect, it } from 'vitest';
import { root } from '../support/data.js';

it('exports these values, and no others', () => {
  expect(
    Object.keys(linquant)
      .filter((name) => name !== 'default')
      .sort(),
  ).toEqual([
    'backend',
    'chooseParameters',
    'dequantize',
    'linearDequantize',
    'linearQuantize',
    'minMax',
    'quantize',
    'quantizeDynamic',
  ]);
  expect(
    Object.keys(formats)
      .filter((name) => name !== 'default')
      .sort(),
  ).toEqual(['parseNpy', 'parseSafetensors', 'readNpy', 'readSafetensors', 'writeNpy', 'writeSafetensors']);
});

it('is one instance for import and require', () => {
  const require = createRequire(path.join(root, 'package.json'));
  expect((require('linquant') as typeof linquant).quantize).toBe(linquant.quantize);
  expect((require('linquant/formats') as typeof formats).readNpy).toBe(formats.readNpy);
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/data.js';

const made = readFileSync(path.join(root, 'dist', 'backend', 'wasm', 'made.js'), 'utf8');
const hasModule = made.includes('missing = undefined');

it.runIf(hasModule)('a sample of all floats gives the same in WebAssembly as by the addon', () => {
  const args = [path.join(root, 'test', 'exhaustive', 'wasm.mjs'), '--quick'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/ values compared in \d+ s - passed\n$/);
});

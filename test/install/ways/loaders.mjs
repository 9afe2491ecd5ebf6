// Node's own ways to load a module, and the test runners that have theirs.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { native, way } from '../judge.mjs';
import { peer } from '../kit.mjs';

const program = (name, file, args = []) =>
  way(name, native, (kit) => kit.node(kit.project(), [...args, file]));

/** A test file for runners that know `test` as a global. */
const esmTest = `
import * as linquant from 'linquant';
import * as formats from 'linquant/formats';
import check from './check.cjs';
test('linquant', () => check(linquant, formats));
`;
const cjsTest = `
test('linquant', () => require('./check.cjs')(require('linquant'), require('linquant/formats')));
`;

function jest(name, file, text, args) {
  return way(name, { ...native, noise: /./ }, (kit) => {
    const project = kit.project({ jest: { testEnvironment: 'node', transform: {} } });
    writeFileSync(path.join(project, file), text);
    const options = [
      '--rootDir',
      project,
      '--testMatch',
      `**/${file}`,
      '--runInBand',
      '--cacheDirectory',
      `${project}/cache`,
    ];
    return kit.node(project, [...args, peer('jest', 'bin', 'jest.js'), ...options]);
  });
}

function vitest(pool) {
  return way(`vitest, ${pool}`, native, (kit) => {
    const project = kit.project({ type: 'module' });
    writeFileSync(path.join(project, 'linquant.test.js'), esmTest);
    return kit.node(project, [
      peer('vitest', 'vitest.mjs'),
      'run',
      '--globals',
      '--pool',
      pool,
      '--root',
      project,
    ]);
  });
}

export const ways = [
  program('require', 'require.cjs'),
  program('import', 'import.mjs'),
  program('dynamic import', 'dynamic.mjs'),
  program('import and require: one instance', 'both.mjs'),
  program('every entry point, require and import', 'entries.cjs'),
  program('require with --enable-source-maps', 'require.cjs', ['--enable-source-maps']),
  jest('Jest, CommonJS', 'linquant.test.cjs', cjsTest, []),
  jest('Jest, ES modules', 'linquant.test.mjs', esmTest, ['--experimental-vm-modules']),
  vitest('forks'),
  vitest('threads'),
];

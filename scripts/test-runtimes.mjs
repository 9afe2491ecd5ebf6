// The quick suite in WebAssembly on every runtime: Node 20 to 26, Bun and Deno, as npm ships them.
//
//   npm run test:runtimes [-- bun deno]      after npm ci --prefix test/install
//
// By vitest in that runtime, so all of the package runs there, as it is in dist/. Prints counts by runtime. What is known to fail is
// listed here with its cause, none of which is WebAssembly's; any other failure fails the command.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeOf, peer } from '../test/install/kit.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

const gc = [/memory\/allocations\.test/, 'the test counts by V8’s gc'];
const pool = [/promises\/transfer\.test.*> a pool, WebAssembly/, 'the test needs the pool of Node’s Buffer'];
const ownPlaces = [
  /(embeddings-from-response\/errors|floats-from-arrays|error-to-json)\.test/,
  'errors have line and column of their own there, which the tests take for the package’s',
];

const runtimes = {
  ...Object.fromEntries(
    [20, 22, 24, 26].map((major) => [`node${major}`, { command: () => nodeOf(major), known: [] }]),
  ),
  bun: {
    command: () => peer('@oven', 'bun-linux-x64', 'bin', 'bun'),
    args: ['--bun'],
    known: [gc, pool, ownPlaces],
  },
  deno: {
    command: () => peer('@deno', 'linux-x64-glibc', 'deno'),
    args: ['run', '--no-prompt', '--node-modules-dir=manual', '--allow-all'],
    known: [gc, pool],
  },
};

const folder = path.join(root, 'build', 'runtimes');
mkdirSync(folder, { recursive: true });

/** Runs the suite and gives what vitest reports. */
function suiteOn(name) {
  const { command, args = [] } = runtimes[name];
  const report = path.join(folder, `${name}.json`);
  rmSync(report, { force: true });
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['run', '--project', 'wasm', '--reporter', 'json', '--outputFile', report];
  const env = { ...process.env, LINQUANT_TEST_QUICK: '1', DENO_NO_UPDATE_CHECK: '1' };
  const { status, stderr } = spawnSync(command(), [...args, vitest, ...options], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    throw new Error(`${name} ended with ${status}: ${stderr}`);
  }
}

/** The names of what failed: tests, and files that could not be read. */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name: file, status, assertionResults }) => {
    const place = path.relative(root, file);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [place] : [];
    return failed.map(({ ancestorTitles, title }) => [place, ...ancestorTitles, title].join(' > '));
  });
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(runtimes);
for (const name of chosen) {
  const started = Date.now();
  const report = suiteOn(name);
  const failures = failuresOf(report);
  const { known } = runtimes[name];
  const unknown = failures.filter((failure) => !known.some(([pattern]) => pattern.test(failure)));
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${name}: ${report.numPassedTests} passed, ${failures.length} failed, ${unknown.length} of them unknown [${seconds} s]`,
  );
  for (const [pattern, why] of known) {
    const count = failures.filter((failure) => pattern.test(failure)).length;
    if (count > 0) console.log(`  ${count} since ${why}`);
  }
  for (const failure of unknown) console.log(`  ${failure}`);
  if (unknown.length > 0 || report.numPassedTests === 0) process.exitCode = 1;
}

// Builds dist/, the examples and the addon: npm's `prepare`, so it runs after `npm install` in a clone.
//
// What a machine lacks is said in one line and is no failure (development dependencies left out, no compiler, no
// cmake): the package works without the addon. What is there and does not compile is always a failure.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWasm } from './prebuild/wasm.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** What cmake-js and cmake say when a tool is missing rather than failing. */
const missingTool = [
  [/CMake (is not installed|executable is not found)/, 'cmake'],
  [/C\+\+ Compiler toolset is not available|no Visual C\+\+ compiler installed/i, 'a C++ compiler'],
  [/No CMAKE_CXX_COMPILER could be found/, 'a C++ compiler'],
  [/unable to find a build program/, 'make or ninja'],
];

/** What cmake says of a build folder made by another generator, or for a folder that has been moved. */
const staleCache = /[Dd]oes not match the (generator|source)|is different than the directory/;

/** A file inside an installed package, or undefined where the package is not installed. */
function resolve(file) {
  try {
    return require.resolve(file);
  } catch {
    return undefined;
  }
}

/** Runs a Node script; its output is shown unless it is returned. */
function run(script, args, stdio = 'inherit') {
  const options = { cwd: root, stdio, encoding: 'utf8', maxBuffer: 2 ** 26 };
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [script, ...args], options);
  if (error) throw error;
  return { ok: status === 0, output: `${stdout ?? ''}${stderr ?? ''}` };
}

function say(text) {
  console.log(`linquant: ${text}`);
}

function fail(what, output = '') {
  process.stderr.write(`${output}\nlinquant: ${what} failed\n`);
  process.exit(1);
}

function buildAddon() {
  const cmakeJs = require.resolve('cmake-js/bin/cmake-js');
  const options = process.env.LINQUANT_WERROR ? ['--CDLINQUANT_WERROR=ON'] : [];
  let configured = run(cmakeJs, ['configure', ...options], 'pipe');
  if (!configured.ok && staleCache.test(configured.output)) {
    for (const part of ['CMakeCache.txt', 'CMakeFiles']) {
      rmSync(path.join(root, 'build', part), { recursive: true, force: true });
    }
    configured = run(cmakeJs, ['configure', ...options], 'pipe');
  }
  if (!configured.ok) {
    const missing = missingTool.find(([pattern]) => pattern.test(configured.output));
    if (missing === undefined) fail('configuring the native addon', configured.output);
    say(
      `${missing[1]} was not found: the native addon was not built, WebAssembly or the JavaScript fallback will be used`,
    );
    return;
  }
  const built = run(cmakeJs, ['compile', '--parallel', String(availableParallelism()), ...options], 'pipe');
  if (!built.ok) fail('compiling the native addon', built.output);
  if (/warning:/.test(built.output)) process.stdout.write(built.output);
}

async function makeWasm() {
  const { missing } = await buildWasm().catch((error) =>
    fail('compiling the WebAssembly module', error.message),
  );
  if (missing !== undefined) say(`${missing} not found: the WebAssembly module was not built`);
}

const tsc = resolve('typescript/bin/tsc');
if (tsc === undefined || resolve('cmake-js/bin/cmake-js') === undefined) {
  say('development dependencies are not installed: neither dist/ nor the native addon was built');
} else {
  if (!run(tsc, ['--build', 'lib', 'examples']).ok) fail('compiling TypeScript');
  await makeWasm();
  buildAddon();
}

// The WebAssembly module, by clang and lld: `npm run prebuild -- wasm`, and part of `npm install` in a clone where both are.
//
// It is compiled with no library and no headers but the compiler's own and native/wasm/include, so its bytes depend on these tools
// alone, and on no folder. dist/ gets it as text in a module, which bundlers take along as they do all others.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkModule } from './check.mjs';
import { root } from './targets.mjs';

export const wasmFile = path.join('build', 'wasm', 'linquant.wasm');

// As CMakeLists.txt compiles the core. Lengths have 64 bits in calls and 32 in the core, as on every machine of 32 bits.
const compile = [
  '--target=wasm32',
  ...['-msimd128', '-mbulk-memory', '-mnontrapping-fptoint', '-msign-ext'],
  ...[
    '-std=c++20',
    '-O2',
    '-ffp-contract=off',
    '-fno-math-errno',
    '-fno-exceptions',
    '-fno-rtti',
    '-fvisibility=hidden',
  ],
  ...['-nostdlibinc', '-isystem', 'native/wasm/include', '-I', 'build/wasm/generated'],
  ...['-Wall', '-Wextra', '-Wno-c++11-narrowing'],
];
// 1 MB of memory, of which the stack is the lowest part: growing beyond it is an error, and no other memory.
const memory = 16 * 65536;
const link = [
  ...['--no-entry', '--gc-sections', '--strip-all', '-O2', '--stack-first', '-z', `stack-size=${2 * 65536}`],
  ...[`--initial-memory=${memory}`, `--max-memory=${memory}`],
];

/** The instruction sets, the fastest first. The scalar one is there for what the other leaves to it. */
const sets = ['wasm128', 'scalar'];

const run = promisify(execFile);
const filesIn = (folder) =>
  readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .filter((name) => /\.(h|cpp)$/.test(name))
    .sort();

/** The version of a tool, or undefined where it is missing. */
function versionOf(tool, pattern) {
  try {
    return execFileSync(tool, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).match(pattern)?.[0];
  } catch {
    return undefined;
  }
}

/**
 * Makes build/wasm/linquant.wasm, unless it is what these sources give. Returns undefined, or the tools that are missing.
 */
async function build() {
  const versions = { 'clang++': versionOf('clang++', /.*/), 'wasm-ld': versionOf('wasm-ld', /.*/) };
  const missing = Object.keys(versions).filter((tool) => versions[tool] === undefined);
  if (missing.length > 0)
    return missing.map((tool) => (tool === 'wasm-ld' ? 'wasm-ld (lld)' : tool)).join(' and ');
  const all = ['native/core', 'native/call', 'native/wasm'].flatMap(filesIn);
  const hash = createHash('sha256').update(JSON.stringify([compile, link, sets, versions]));
  for (const name of all) hash.update(name).update(readFileSync(path.join(root, name)));
  const key = hash.digest('hex');
  const folder = path.join(root, 'build', 'wasm');
  const keyFile = path.join(folder, 'sources.sha256');
  if (existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) return undefined;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'generated'), { recursive: true });
  const list = sets.map((set) => ` X(${set})`).join('');
  writeFileSync(
    path.join(folder, 'generated', 'instruction_sets.h'),
    `#define LINQUANT_INSTRUCTION_SETS(X)${list}\n`,
  );
  const isSource = (name) =>
    name.endsWith('.cpp') &&
    (!name.includes('/isa/') || sets.some((set) => name.endsWith(`/isa/${set}.cpp`)));
  // The longest first.
  const sources = all.filter(isSource).sort((a, b) => b.includes('/isa/') - a.includes('/isa/'));
  const objects = sources.map((name) => `build/wasm/${name.replaceAll('/', '_')}.o`);
  const left = sources.map((name, i) => [...compile, '-c', name, '-o', objects[i]]);
  const work = async () => {
    for (let args = left.shift(); args !== undefined; args = left.shift()) {
      const { stderr } = await run('clang++', args, { cwd: root });
      process.stderr.write(stderr);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  await run('wasm-ld', [...link, ...objects, '-o', wasmFile], { cwd: root });
  const bytes = readFileSync(path.join(root, wasmFile));
  checkModule(bytes);
  writeFileSync(path.join(root, `${wasmFile}.sha256`), `${sha256(bytes)}  linquant.wasm\n`);
  writeFileSync(keyFile, key);
  return undefined;
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Makes the module and what lib/backend/wasm/ imports of it. Returns what to say: the tools that are missing, or its size and hash. */
export async function buildWasm() {
  const missing = await build();
  const folder = path.join(root, 'dist', 'backend', 'wasm');
  const write = (name, values) => {
    const head = '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n';
    const lines = Object.entries(values).map(([key, value]) => `exports.${key} = ${value};\n`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, name), head + lines.join(''));
  };
  if (missing !== undefined) {
    write('made.js', { missing: JSON.stringify('this build was made without the WebAssembly module') });
    write('text.js', { text: '""' });
    return { missing };
  }
  const bytes = readFileSync(path.join(root, wasmFile));
  write('made.js', { missing: 'undefined' });
  write('text.js', { text: JSON.stringify(bytes.toString('base64')) });
  return { made: `wasm: ${bytes.length} bytes, sha256 ${sha256(bytes)}` };
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { backend } from 'linquant';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/data.js';

const native = backend.name === 'native';
const program = `
  if (process.env.BEFORE) eval(process.env.BEFORE);
  try { console.log(JSON.stringify(require('linquant').backend)); }
  catch (error) { console.log(JSON.stringify({ code: error.code, message: error.message })); }`;

interface Answer {
  name?: string;
  instructionSet?: string;
  reason?: string;
  path?: string;
  attempts?: { path: string; error: string }[];
  code?: string;
  message?: string;
}

/** Loads the package in a process of its own. */
function ask(env: Record<string, string>, cwd = root): { answer: Answer; stderr: string } {
  const options = { cwd, env: { PATH: process.env.PATH, ...env }, encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], options);
  return { answer: JSON.parse(stdout) as Answer, stderr };
}

/** What a package without an addon uses: WebAssembly, unless it was built without clang. */
const made = readFileSync(path.join(root, 'dist', 'backend', 'wasm', 'made.js'), 'utf8');
const rest = made.includes('missing = undefined') ? 'wasm' : 'javascript';

/** Quantizes so many floats twice, and says before and after who did it. */
const callingProgram = (floats: number) => `
  if (process.env.BEFORE) eval(process.env.BEFORE);
  const { backend, quantize } = require('linquant');
  const { searchEmbeddings } = require('linquant/search');
  const said = () => JSON.parse(JSON.stringify(backend));
  const before = said();
  const x = Float32Array.from({ length: ${floats} }, (_, i) => (i % 200) / 4 - 25);
  const parameters = { dtype: 'int8', scale: 0.25, zeroPoint: 3 };
  const codes = [quantize(x, parameters), quantize(x, parameters)].map((q) => Array.from(q));
  const data = Int8Array.of(1, 2, 3, 4);
  const found = searchEmbeddings({ data, parameters }, { data: data.slice(2), parameters }, { dimensions: 2, metric: 'l2', k: 1 });
  console.log(JSON.stringify({ before, after: said(), codes, found: Array.from(found.indices), shown: require('util').inspect(backend) }));`;

describe.runIf(rest === 'wasm')('a runtime that has WebAssembly and refuses it', () => {
  const expected = Array.from({ length: 1000 }, (_, i) => Math.max(-128, (i % 200) - 100 + 3));
  const run = (flags: string[], env: Record<string, string> = {}) => {
    const args = [...flags, '-e', callingProgram(1000)];
    const options = { cwd: root, env: { PATH: process.env.PATH, LINQUANT_BACKEND: 'wasm', ...env } } as const;
    return JSON.parse(spawnSync(process.execPath, args, { ...options, encoding: 'utf8' }).stdout);
  };

  // Less memory than the module has.
  it('at the first call, leaves all calls to the fallback, and backend says so from then on', () => {
    const { before, after, codes, found, shown } = run(['--wasm-max-mem-pages=8']);
    expect(before).toMatchObject({ name: 'wasm', reason: 'LINQUANT_BACKEND=wasm asks for it' });
    expect(after).toMatchObject({
      name: 'javascript',
      instructionSet: 'none',
      available: [],
      reason: expect.stringMatching(/asks for it; this runtime refused the WebAssembly module: .*memory/i),
    });
    expect(shown).toContain("name: 'javascript'");
    expect(codes).toEqual([expected, expected]);
    expect(found).toEqual([1]);
  });

  it('is the same backend before and after where nothing is refused', () => {
    const { before, after, codes } = run([]);
    expect(before).toEqual(after);
    expect(after.name).toBe('wasm');
    expect(codes).toEqual([expected, expected]);
  });

  it('when a policy forbids to make code, is known when the package is loaded', () => {
    const BEFORE = `WebAssembly.Module = function () { throw new WebAssembly.CompileError('forbidden by a policy'); }`;
    expect(ask({ LINQUANT_BACKEND: 'wasm', BEFORE }).answer).toMatchObject({
      code: 'ERR_LINQUANT_BACKEND',
      message: expect.stringMatching(/not possible here: this runtime refused .*forbidden by a policy/),
    });
  });
});

describe('the environment', () => {
  it('may leave the choice to the package, and an empty variable counts as none', () => {
    expect(ask({}).answer).toEqual(JSON.parse(JSON.stringify(backend)));
    expect(ask({ LINQUANT_BACKEND: '', LINQUANT_ISA: '' }).answer.name).toBe(backend.name);
  });

  it('forces the fallback, which says why it is in use', () => {
    const { answer, stderr } = ask({ LINQUANT_BACKEND: 'javascript' });
    expect(answer).toMatchObject({
      name: 'javascript',
      instructionSet: 'none',
      reason: expect.stringContaining('LINQUANT_BACKEND'),
    });
    expect(stderr).toBe('');
  });

  it.runIf(rest === 'wasm')('forces WebAssembly, and no other choice where there is none', () => {
    expect(ask({ LINQUANT_BACKEND: 'wasm' }).answer).toMatchObject({
      name: 'wasm',
      instructionSet: 'simd128',
      available: [],
      reason: 'LINQUANT_BACKEND=wasm asks for it',
    });
    for (const BEFORE of ['delete globalThis.WebAssembly', 'WebAssembly.validate = () => false']) {
      expect(ask({ LINQUANT_BACKEND: 'wasm', BEFORE }).answer).toMatchObject({
        code: 'ERR_LINQUANT_BACKEND',
        message: expect.stringContaining('LINQUANT_BACKEND=wasm is not possible here: this runtime has no'),
      });
    }
  });

  it.runIf(native).each([...backend.available])('forces %s', (isa) => {
    expect(ask({ LINQUANT_ISA: isa }).answer).toMatchObject({ name: 'native', instructionSet: isa });
  });

  it('naming something unknown is an error that lists what there is', () => {
    for (const [variable, wrong, allowed] of [
      ['LINQUANT_BACKEND', 'nativ', 'native, wasm, javascript'],
      ['LINQUANT_BACKEND', 'Native', 'native, wasm, javascript'],
      ['LINQUANT_ISA', 'avx-2', 'scalar, avx2, avx512, avx512vnni, neon, neondot'],
    ] as const) {
      const { answer } = ask({ [variable]: wrong });
      expect(answer).toMatchObject({ code: 'ERR_LINQUANT_BACKEND' });
      expect(answer.message).toContain(`${variable} must be one of ${allowed}; got "${wrong}"`);
    }
  });

  it('naming something impossible here is an error, never another choice', () => {
    const impossible = process.arch === 'arm64' ? 'avx2' : 'neon';
    expect(ask({ LINQUANT_ISA: impossible }).answer).toMatchObject({ code: 'ERR_LINQUANT_BACKEND' });
    const both = ask({ LINQUANT_BACKEND: 'javascript', LINQUANT_ISA: 'scalar' }).answer;
    expect(both).toMatchObject({
      code: 'ERR_LINQUANT_BACKEND',
      message: expect.stringContaining('needs the native backend'),
    });
  });

  it.runIf(native)('is each worker’s own', async () => {
    const answers = [...backend.available, ''].map((LINQUANT_ISA) => {
      const code = `require('node:worker_threads').parentPort.postMessage(require('linquant').backend.instructionSet)`;
      const worker = new Worker(code, { eval: true, env: { LINQUANT_ISA } });
      return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    });
    expect(await Promise.all(answers)).toEqual([...backend.available, backend.available[0]]);
  });
});

/** Writes what takes the place of the addon, and the checksum of `checksumOf` beside it. */
function place(file: string, content: string | Buffer, checksumOf: string | Buffer | undefined): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  rmSync(`${file}.sha256`, { force: true });
  if (checksumOf === undefined) return;
  const hash = createHash('sha256').update(checksumOf).digest('hex');
  writeFileSync(`${file}.sha256`, `${hash}  ${path.basename(file)}\n`);
}

/** Loads the package as Jest does: its modules, but not Node's own, in a context with array constructors of their own. */
const contextProgram = `
  const vm = require('node:vm');
  const fs = require('node:fs');
  const path = require('node:path');
  const { createRequire } = require('node:module');
  const context = vm.createContext({ process, Buffer });
  const modules = new Map();
  function load(filename) {
    if (modules.has(filename)) return modules.get(filename).exports;
    const module = { exports: {} };
    modules.set(filename, module);
    const find = createRequire(filename);
    const required = (name) => (name.startsWith('.') ? load(find.resolve(name)) : find(name));
    const names = ['exports', 'require', 'module', '__filename', '__dirname'];
    const code = fs.readFileSync(filename, 'utf8');
    const run = vm.compileFunction(code, names, { filename, parsingContext: context });
    run(module.exports, required, module, filename, path.dirname(filename));
    return module.exports;
  }
  const { backend, quantize } = load(path.resolve('dist/index.js'));
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const bytes = Buffer.from(Float32Array.of(5, 6).buffer);
  const inputs = [vm.runInContext('Float32Array.of(1, 2)', context), Float32Array.of(3, 4), bytes];
  const codes = inputs.map((x) => [...quantize(x, p), ...quantize(x, p, { out: Buffer.alloc(2) })]);
  console.log(JSON.stringify({ name: backend.name, reason: backend.reason, codes }));`;

it('is the same in a context of its own, as under Jest', () => {
  const options = { cwd: root, env: { PATH: process.env.PATH }, encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', contextProgram], options);
  expect(stderr).toBe('');
  const codes = [
    [1, 2, 1, 2],
    [3, 4, 3, 4],
    [5, 6, 5, 6],
  ];
  expect(JSON.parse(stdout)).toEqual({ name: backend.name, reason: backend.reason, codes });
});

it('is refused where bytes have another order', () => {
  const BEFORE = `require('node:os').endianness = () => 'BE';`;
  for (const LINQUANT_BACKEND of ['', 'native', 'javascript']) {
    expect(ask({ BEFORE, LINQUANT_BACKEND }).answer).toEqual({
      code: 'ERR_LINQUANT_BACKEND',
      message: expect.stringContaining('little-endian hosts only') as string,
    });
  }
});

describe('a package', () => {
  let home: string;
  const inPackage = (...parts: string[]) => path.join(home, 'node_modules', 'linquant', ...parts);

  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), 'linquant-'));
    mkdirSync(inPackage(), { recursive: true });
    cpSync(path.join(root, 'dist'), inPackage('dist'), { recursive: true });
    cpSync(path.join(root, 'package.json'), inPackage('package.json'));
    // No link: not every Windows allows them.
    const dependency = path.join('node_modules', 'node-gyp-build');
    cpSync(path.join(root, dependency), path.join(home, dependency), { recursive: true });
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('without an addon falls back silently, and can say what was searched and what to type', () => {
    const { answer, stderr } = ask({}, home);
    expect(answer).toMatchObject({ name: rest, attempts: [{ path: inPackage() }] });
    expect(answer.reason).toContain(`cmake-js compile -d "${inPackage()}"`);
    expect(stderr).toBe('');
  });

  it('without an addon and without WebAssembly falls back to JavaScript', () => {
    for (const BEFORE of ['delete globalThis.WebAssembly', 'WebAssembly.validate = () => false']) {
      expect(ask({ BEFORE }, home).answer).toMatchObject({ name: 'javascript', instructionSet: 'none' });
    }
  });

  it('without an addon refuses to be native', () => {
    for (const env of [{ LINQUANT_BACKEND: 'native' }, { LINQUANT_ISA: 'scalar' }]) {
      const [[variable, value]] = Object.entries(env) as [[string, string]];
      const { answer } = ask(env as Record<string, string>, home);
      expect(answer).toMatchObject({ code: 'ERR_LINQUANT_BACKEND' });
      expect(answer.message).toContain(`${variable}=${value} is not possible here`);
    }
  });

  it('with an addon that does not load, or may not be loaded, falls back and tells', () => {
    const file = inPackage('build', 'Release', 'linquant.node');
    for (const [checksumOf, message] of [
      ['not an addon', /valid|too short|header|image|format/i],
      [
        'not an addom',
        /is damaged, or .*: its 12 bytes do not have the checksum in .*linquant\.node\.sha256/,
      ],
      [undefined, /cannot be compared with its checksum: .*linquant\.node\.sha256/],
    ] as const) {
      place(file, 'not an addon', checksumOf);
      const { answer, stderr } = ask({}, home);
      expect(answer).toMatchObject({ name: rest, attempts: [{ path: file }] });
      expect(answer.attempts![0]!.error).toMatch(message);
      expect(stderr).toContain('could not be loaded');
      expect(ask({ LINQUANT_BACKEND: 'native' }, home).answer.code).toBe('ERR_LINQUANT_BACKEND');
    }
  });

  // Names are changed in the binary, whose signature macOS would then find wrong.
  describe.runIf(native && process.platform !== 'darwin')('with an addon that loads', () => {
    const file = () => inPackage('build', 'Release', 'linquant.node');
    const addon = native ? readFileSync(backend.path!).toString('latin1') : '';
    const placeWith = (from: string, to: string) => {
      expect(addon).toContain(from);
      const bytes = Buffer.from(addon.replaceAll(from, to), 'latin1');
      // A new file each time: one that is loaded may not be written to.
      rmSync(file(), { force: true });
      place(file(), bytes, bytes);
    };

    it('takes it', () => {
      placeWith('linquant', 'linquant');
      const { answer, stderr } = ask({}, home);
      expect(answer).toMatchObject({ name: 'native', path: file() });
      expect(stderr).toBe('');
    });

    it.each([
      ['a slot', 'toFloatType\0', 'toFloatTypo\0'],
      ['the first slot', '\0dtype\0', '\0btype\0'],
      ['an operation', 'quantizeDynamic\0', 'quantizeDynamix\0'],
      ['the list of slots', '\0slots\0', '\0slotz\0'],
      ['the list of instruction sets', '\0available\0', '\0availible\0'],
      ['the choice of one', '\0select\0', '\0selekt\0'],
    ])('falls back where it names %s otherwise', (_name, from, to) => {
      placeWith(from, to);
      const { answer, stderr } = ask({}, home);
      const attempts = [{ path: file(), error: 'is not the addon of this version' }];
      expect(answer).toMatchObject({ name: rest, attempts });
      expect(stderr).toContain('could not be loaded');
      expect(ask({ LINQUANT_BACKEND: 'native' }, home).answer.code).toBe('ERR_LINQUANT_BACKEND');
    });

    it.each([
      ['is gone', 'delete globalThis.SharedArrayBuffer'],
      ['throws', 'globalThis.SharedArrayBuffer = class { constructor() { throw new Error("no"); } }'],
      ['makes memory that can be detached', 'globalThis.SharedArrayBuffer = ArrayBuffer'],
      ['is an array of others', 'globalThis.Float64Array = Float32Array'],
      [
        'makes less of it',
        'const F = Float64Array; globalThis.Float64Array = class { constructor() { return F.of(1); } }',
      ],
    ])('falls back where the constructor of its memory %s', (_name, BEFORE) => {
      placeWith('linquant', 'linquant');
      const { answer, stderr } = ask({ BEFORE }, home);
      const attempts = [{ path: file(), error: 'could not allocate the memory for its arguments' }];
      expect(answer).toMatchObject({ name: rest, attempts });
      expect(stderr).toContain('could not be loaded');
    });
  });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allBlocks, type Block, examples, fencedBlocks, pages, read } from '../support/blocks.js';
import { commandProblems } from '../support/commands.js';
import { root } from '../support/data.js';
import { withChecks } from '../support/promises.js';

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const blocks = allBlocks();
const allPrograms = blocks.filter(({ language }) => language === 'js' || language === 'ts');
/** Those of the guides that need other packages are run by scripts/test-guide.mjs, where these are installed. */
const programs = allPrograms.filter(({ name, code }) => !isOfGuide(name) || !needsOthers(code));
const commands = blocks.filter(({ language }) => language === 'sh');
const promised = pathToFileURL(path.join(root, 'test', 'support', 'promised.mjs')).href;

function isOfGuide(name: string): boolean {
  return /^docs\/(embeddings|onnxruntime)\.md:/.test(name);
}

/** Whether a block imports what a package of its own holds. */
function needsOthers(code: string): boolean {
  const others = ['stores', 'bench'].flatMap((home) => {
    const { dependencies } = JSON.parse(read(`${home}/package.json`)) as { dependencies: object };
    return Object.keys(dependencies);
  });
  return others.some((name) => code.includes(` from '${name}';`));
}

let folder: string;
// Inside the package, so that its name resolves to it.
beforeAll(() => {
  mkdirSync(path.join(root, 'build'), { recursive: true });
  folder = mkdtempSync(path.join(root, 'build', 'docs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a block, with its promises checked, in the repository's folder. */
function run(code: string): { status: number | null; stderr: string } {
  const source = `import { check } from '${promised}';\n${withChecks(code).code}`;
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const file = path.join(folder, 'block.mjs');
  writeFileSync(file, ts.transpileModule(source, { compilerOptions: options }).outputText);
  const { status, stderr } = spawnSync(process.execPath, [file], { cwd: root, encoding: 'utf8' });
  return { status, stderr };
}

/** What the compiler says of blocks as a user would have them, JavaScript too. */
function typeErrors(those: readonly Block[]): string[] {
  const files = those.map(({ language, code }, i) => {
    const file = path.join(folder, `${i}.m${language}`);
    writeFileSync(file, code);
    return file;
  });
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
    strict: true,
    checkJs: true,
    noEmit: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const block = those[files.findIndex((name) => path.resolve(file?.fileName ?? '') === name)];
    return `${block?.name ?? file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

describe('the code in the documentation', () => {
  it('is found', () => {
    for (const page of [
      'README.md',
      'CONTRIBUTING.md',
      'docs/PLATFORMS.md',
      'docs/SECURITY.md',
      'docs/embeddings.md',
      'docs/onnxruntime.md',
    ]) {
      expect(pages).toContain(page);
    }
    expect(commands.map(({ name }) => name)).toContain('README.md:5');
    expect(programs.filter(({ name }) => name.startsWith('README.md')).length).toBeGreaterThan(3);
    expect(programs.filter(({ name }) => name.startsWith('lib/')).length).toBeGreaterThan(13);
    expect(programs.filter(({ name }) => isOfGuide(name)).length).toBeGreaterThan(6);
    expect(allPrograms.length - programs.length).toBeGreaterThan(5);
    const promises = programs.reduce((sum, { code }) => sum + withChecks(code).count, 0);
    expect(promises).toBeGreaterThan(programs.length * 0.8);
  });

  it('is in languages that are tested here', () => {
    const others = blocks.filter(({ language }) => !['js', 'ts', 'sh'].includes(language));
    expect(others).toEqual([]);
  });

  it.each(programs)('$name runs and keeps its promises', ({ code }) => {
    expect(run(code)).toEqual({ status: 0, stderr: '' });
  });

  it('has no type errors', () => expect(typeErrors(programs)).toEqual([]));

  it.each(commands)('$name names what there is', ({ code }) => {
    expect(commandProblems(code, scripts)).toEqual([]);
  });

  it.each(pages)('%s names no script that there is not', (page) => {
    const named = [...read(page).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('this test', () => {
  it.each([
    'const x = [1, 2]; // [1, 3]',
    'const x = [1, 2]; // [1]',
    'const x = 0.125; // 0.13...',
    "[new Map([['a', 1]])]; // [ Map(1) { 'b' => 1 } ]",
    "console.log('words', 1); // words 2",
    "if (true) {\n  console.log('words'); // other words\n}",
    'Float32Array.of(1); // Int8Array [ 1 ]',
    'throw new Error();',
  ])('sees that this is wrong: %s', (code) => expect(run(code).status).toBe(1));

  it.each([
    'const x = [1, 2]; // two numbers',
    'const x = Float32Array.of(0.1, 7); // Float32Array [ 0.1000..., ... ]',
    'const x = { a: [new Uint8Array(3)] }; // { a: [Uint8Array [0, 0, 0]] }',
    "console.log('words', Math.random()); // such as words 0.5",
    'console.log(Int8Array.of(1), -0.5); // Int8Array [ 1 ] -0.5',
  ])('takes %s', (code) => expect(run(code)).toEqual({ status: 0, stderr: '' }));

  it('sees types, scripts, files and commands that are wrong, and what it cannot read', () => {
    const block = { name: 'block', language: 'ts', code: "import { minMax } from 'linquant';\nminMax([1]);" };
    expect(typeErrors([block])).toHaveLength(1);
    expect(commandProblems('npm test && npm run other\nnode bench/none.mjs\nA=1 curl x', scripts)).toEqual([
      'npm run other',
      'node bench/none.mjs',
      'A=1 curl x',
    ]);
    expect(commandProblems('A=1 npm run lint # words\n\nnode bench/main.mjs --size 768', scripts)).toEqual(
      [],
    );
    expect(fencedBlocks('a.md', 'x\n```python\ncode\n```')).toEqual([
      { name: 'a.md:2', language: 'python', code: 'code' },
    ]);
    expect(() => fencedBlocks('a.md', '```js\ncode')).toThrow('a.md:1: a fence that is never closed');
    expect(() => examples('a.ts', '/**\n * @example\n * code\n */')).toThrow('a.ts:1: 1 @example');
  });
});

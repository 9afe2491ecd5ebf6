// The code in README, the docs and the `@example`s of lib: it runs, keeps what its comments promise, and has no type errors.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
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
  return /^docs\/(embeddings|onnxruntime|search)\.md:/.test(name);
}

/** Whether a block imports what a package of its own holds. */
function needsOthers(code: string): boolean {
  const others = ['stores', 'bench'].flatMap((home) => {
    const { dependencies } = JSON.parse(read(`${home}/package.json`)) as { dependencies: object };
    return Object.keys(dependencies);
  });
  return others.some((name) => code.includes(` from '${name}';`));
}

/** Blocks that this test must refuse, and others that it must take. */
const wrongBlocks = [
  'const x = [1, 2]; // [1, 3]',
  'const x = [1, 2]; // [1]',
  'const x = 0.125; // 0.13...',
  "[new Map([['a', 1]])]; // [ Map(1) { 'b' => 1 } ]",
  "console.log('words', 1); // words 2",
  "if (true) {\n  console.log('words'); // other words\n}",
  'Float32Array.of(1); // Int8Array [ 1 ]',
  'throw new Error();',
];
const rightBlocks = [
  'const x = [1, 2]; // two numbers',
  'const x = Float32Array.of(0.1, 7); // Float32Array [ 0.1000..., ... ]',
  'const x = { a: [new Uint8Array(3)] }; // { a: [Uint8Array [0, 0, 0]] }',
  "console.log('words', Math.random()); // such as words 0.5",
  'console.log(Int8Array.of(1), -0.5); // Int8Array [ 1 ] -0.5',
];
const wrongTypes: Block = {
  name: 'wrong types',
  language: 'ts',
  code: "import { minMax } from 'linquant';\nminMax([1]);",
};

/** What each block threw, by its code; nothing where it kept its promises. */
const thrown = new Map<string, string | null>();
/** How the process ended that ran them. */
let ended: { status: number | null; stderr: string };
/** What the compiler says of the programs and of {@link wrongTypes}. */
let typeProblems: string[];

beforeAll(() => {
  mkdirSync(path.join(root, 'build'), { recursive: true });
  // Inside the package, so that its name resolves to it.
  const folder = mkdtempSync(path.join(root, 'build', 'docs-'));
  try {
    ended = runAll(folder, [...programs.map(({ code }) => code), ...wrongBlocks, ...rightBlocks]);
    typeProblems = typeErrors(folder, [...programs, wrongTypes]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);

/**
 * Runs blocks, with their promises checked, in the repository's folder. Each is a module of its own, all in one process:
 * to start Node takes longer than most of them.
 */
function runAll(folder: string, codes: readonly string[]): { status: number | null; stderr: string } {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  codes.forEach((code, i) => {
    const source = `import { check } from '${promised}';\n${withChecks(code).code}`;
    writeFileSync(
      path.join(folder, `run-${i}.mjs`),
      ts.transpileModule(source, { compilerOptions }).outputText,
    );
  });
  const all = path.join(folder, 'all.mjs');
  writeFileSync(
    all,
    `import { writeFileSync } from 'node:fs';
    const thrown = [];
    for (let i = 0; i < ${codes.length}; i++) {
      thrown.push(await import(\`./run-\${i}.mjs\`).then(() => null, (error) => String(error.stack)));
    }
    writeFileSync(new URL('thrown.json', import.meta.url), JSON.stringify(thrown));`,
  );
  const { status, stderr } = spawnSync(process.execPath, [all], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const results = JSON.parse(readFileSync(path.join(folder, 'thrown.json'), 'utf8')) as (string | null)[];
  for (const [i, result] of results.entries()) thrown.set(codes[i]!, result);
  return { status, stderr };
}

/** What the compiler says of blocks as a user would have them, JavaScript too. */
function typeErrors(folder: string, those: readonly Block[]): string[] {
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
    // The declarations are checked by declarations.test.ts.
    skipLibCheck: true,
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
      'docs/files.md',
      'docs/onnxruntime.md',
    ]) {
      expect(pages).toContain(page);
    }
    expect(commands.map(({ name }) => name)).toContain('README.md:6');
    expect(programs.filter(({ name }) => name.startsWith('README.md')).length).toBeGreaterThan(3);
    expect(programs.filter(({ name }) => name.startsWith('lib/')).length).toBeGreaterThan(13);
    expect(programs.filter(({ name }) => isOfGuide(name)).length).toBeGreaterThan(6);
    expect(allPrograms.length - programs.length).toBeGreaterThan(5);
    const promises = programs.reduce((sum, { code }) => sum + withChecks(code).count, 0);
    expect(promises).toBeGreaterThan(programs.length * 0.8);
  });

  it('is in languages that are tested here', () => {
    // What commands print is `text`: test/command-line/docs.test.ts.
    const others = blocks.filter(({ language }) => !['js', 'ts', 'sh', 'text'].includes(language));
    expect(others).toEqual([]);
  });

  it.each(programs)('$name runs and keeps its promises', ({ code }) => expect(thrown.get(code)).toBe(null));

  it('prints no warning and leaves nothing behind that fails', () =>
    expect(ended).toEqual({ status: 0, stderr: '' }));

  it('has no type errors', () => {
    expect(typeProblems.filter((problem) => !problem.startsWith(wrongTypes.name))).toEqual([]);
  });

  it.each(commands)('$name names what there is', ({ code }) => {
    expect(commandProblems(code, scripts)).toEqual([]);
  });

  it.each(pages)('%s names no script that there is not', (page) => {
    const named = [...read(page).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('this test', () => {
  it.each(wrongBlocks)('sees that this is wrong: %s', (code) => expect(thrown.get(code)).toMatch(/Error/));

  it.each(rightBlocks)('takes %s', (code) => expect(thrown.get(code)).toBe(null));

  it('sees types, scripts, files and commands that are wrong, and what it cannot read', () => {
    expect(typeProblems.filter((problem) => problem.startsWith(wrongTypes.name))).toHaveLength(1);
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

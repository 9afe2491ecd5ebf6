// Runs the code blocks of the pages below that import what a package of its own holds, `node scripts/test-guide.mjs stores`:
// with their promises checked, as test/package/docs.test.ts does it for all the others. Exits with 1 where one does not hold.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['docs/embeddings.md', 'docs/onnxruntime.md', 'docs/search.md'];
const [home] = process.argv.slice(2);
if (home === undefined || !existsSync(path.join(root, home, 'package.json'))) {
  console.error('usage: node scripts/test-guide.mjs <folder of a package>');
  process.exit(1);
}
const { dependencies } = JSON.parse(readFileSync(path.join(root, home, 'package.json'), 'utf8'));
const missing = Object.keys(dependencies).find(
  (name) => !existsSync(path.join(root, home, 'node_modules', name)),
);
if (missing !== undefined) {
  console.error(`${missing} is not installed: npm ci --prefix ${home}`);
  process.exit(1);
}

const blocks = pages.flatMap((page) => blocksOf(page, readFileSync(path.join(root, page), 'utf8')));
mkdirSync(path.join(root, home, 'build'), { recursive: true });
// Where both linquant and the package's dependencies resolve by their names.
const folder = mkdtempSync(path.join(root, home, 'build', 'guide-'));
try {
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(root, path.join(folder, 'node_modules', 'linquant'), 'junction');
  const { withChecks } = await promises();
  for (const { name, code } of blocks) run(name, withChecks(code));
  for (const problem of typeErrors()) {
    console.error(problem);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (blocks.length === 0) throw new Error(`no page has a block that imports anything of ${home}`);

/** The blocks of code of a page that import a dependency of the folder's package.json. */
function blocksOf(page, text) {
  const blocks = [...text.matchAll(/^```(?:js|ts)\n(.*?)^```$/gms)].map((match) => ({
    name: `${page}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1],
  }));
  return blocks.filter(({ code }) =>
    Object.keys(dependencies).some((name) => code.includes(` from '${name}';`)),
  );
}

/** test/support/promises.ts, compiled. */
async function promises() {
  const source = readFileSync(path.join(root, 'test/support/promises.ts'), 'utf8');
  const file = path.join(folder, 'promises.mjs');
  writeFileSync(file, transpiled(source));
  return import(pathToFileURL(file).href);
}

function transpiled(source) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

function run(name, { code, count }) {
  const promised = pathToFileURL(path.join(root, 'test/support/promised.mjs')).href;
  const file = path.join(folder, 'block.mjs');
  writeFileSync(file, transpiled(`import { check } from '${promised}';\n${code}`));
  const { status, stderr } = spawnSync(process.execPath, [file], { cwd: root, encoding: 'utf8' });
  if (status === 0 && count > 0) return console.log(`${name} runs and keeps its ${count} promises`);
  console.error(`${name} FAILS: ${count === 0 ? 'it promises nothing' : stderr}`);
  process.exitCode = 1;
}

/** What the compiler says of the blocks as a user would have them. */
function typeErrors() {
  const files = blocks.map(({ code }, i) => {
    const file = path.join(folder, `${i}.mjs`);
    writeFileSync(file, code);
    return file;
  });
  // The rows that libsql's own types promise are unknown.
  const untyped = path.join(folder, 'untyped.d.ts');
  writeFileSync(untyped, "declare module 'libsql';");
  const program = ts.createProgram([...files, untyped], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
    strict: true,
    noImplicitAny: false,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const block = blocks[files.findIndex((name) => path.resolve(file?.fileName ?? '') === name)];
    return `${block?.name ?? file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

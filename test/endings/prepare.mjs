// The parts of test/support/ that the programs share with the suite, as JavaScript: plain Node reads no TypeScript.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { root, scratch } from './paths.mjs';

/** The files that need nothing but each other. */
async function parts(from) {
  const inFolder = async (folder) =>
    (await readdir(path.join(from, folder))).map((name) => path.join(folder, name));
  const wrong = (await inFolder('wrong')).filter((name) => !name.endsWith('cases.ts')); // which registers tests
  return ['dying.ts', ...wrong, ...(await inFolder('definition'))];
}

export async function prepareSupport() {
  const from = path.join(root, 'test', 'support');
  const folder = path.join(scratch, 'support');
  for (const name of await parts(from)) {
    const source = await readFile(path.join(from, name), 'utf8');
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS };
    const { outputText } = ts.transpileModule(source, { compilerOptions });
    const to = path.join(folder, name.replace(/ts$/, 'js'));
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, outputText);
  }
  await writeFile(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
}

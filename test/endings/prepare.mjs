// The parts of test/support/ that the programs share with the suite, as JavaScript: plain Node reads no TypeScript.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { root, scratch } from './paths.mjs';

export async function prepareSupport() {
  const folder = path.join(scratch, 'support');
  await mkdir(folder, { recursive: true });
  for (const name of ['reference', 'wrong', 'dying']) {
    const source = await readFile(path.join(root, 'test', 'support', `${name}.ts`), 'utf8');
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS };
    const { outputText } = ts.transpileModule(source, { compilerOptions });
    await writeFile(path.join(folder, `${name}.cjs`), outputText);
  }
}

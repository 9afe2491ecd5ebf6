// Another instance of the package in this process, made with other environment variables: for the tests and the
// benches that set two backends side by side.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(path.join(root, 'package.json'));

/** Takes what belongs to the package out of the cache of modules, and gives it back. */
function takeOut() {
  const taken = Object.entries(require.cache).filter(([file]) => file.startsWith(path.join(root, 'dist')));
  for (const [file] of taken) delete require.cache[file];
  return Object.fromEntries(taken);
}

/** @param entryPoint - which of the package's: each is loaded with a backend of its own */
export function load(env, entryPoint = 'linquant') {
  const unset = { LINQUANT_BACKEND: '', LINQUANT_ISA: '' };
  const saved = { ...process.env };
  Object.assign(process.env, unset, env);
  const modules = takeOut();
  try {
    return require(entryPoint);
  } finally {
    takeOut();
    Object.assign(require.cache, modules);
    Object.assign(process.env, unset, saved);
  }
}

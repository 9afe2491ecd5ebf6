// Another instance of the package in this process, made with other environment variables: for the tests and the
// benches that set two backends side by side.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(path.join(root, 'package.json'));

/** Takes what belongs to the package out of the cache of modules, and gives it back. */
function takeOut(sameAddon) {
  // The addon too, unless both are to share it: loaded once more it is an instance of its own, with its own set.
  const isOurs = (file) => file.startsWith(path.join(root, 'dist')) || (!sameAddon && file.endsWith('.node'));
  const taken = Object.entries(require.cache).filter(([file]) => isOurs(file));
  for (const [file] of taken) delete require.cache[file];
  return Object.fromEntries(taken);
}

export function load(env, { sameAddon = false } = {}) {
  const unset = { LINQUANT_BACKEND: '', LINQUANT_ISA: '' };
  const saved = { ...process.env };
  Object.assign(process.env, unset, env);
  const modules = takeOut(sameAddon);
  try {
    return require('linquant');
  } finally {
    takeOut(sameAddon);
    Object.assign(require.cache, modules);
    Object.assign(process.env, unset, saved);
  }
}

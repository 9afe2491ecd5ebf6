// Another instance of the package in this process, made with other environment variables: for the tests and the
// benches that set two backends side by side.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(path.join(root, 'package.json'));

export function load(env) {
  const unset = { LINQUANT_BACKEND: '', LINQUANT_ISA: '' };
  const saved = { ...process.env };
  const forget = () => {
    // The addon too: loaded once more it is an instance of its own, with its own instruction set.
    for (const file of Object.keys(require.cache)) {
      if (file.startsWith(path.join(root, 'dist')) || file.endsWith('.node')) delete require.cache[file];
    }
  };
  Object.assign(process.env, unset, env);
  forget();
  try {
    return require('linquant');
  } finally {
    forget();
    Object.assign(process.env, unset, saved);
  }
}

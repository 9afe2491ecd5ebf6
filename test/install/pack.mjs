// The tarball, as it is published.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Packs what prebuilds/ holds now, and builds what else is missing. */
export function packPackage(folder) {
  const args = [path.join(repository, 'scripts', 'pack.mjs'), folder];
  const printed = execFileSync(process.execPath, args, { cwd: repository, encoding: 'utf8' });
  return printed.trim().split('\n').at(-1);
}

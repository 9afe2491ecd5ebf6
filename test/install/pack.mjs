// The tarball, made as `npm publish` makes it.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Packs what prebuilds/ holds now, and builds what else is missing. */
export function packPackage(folder) {
  const args = ['pack', '--silent', '--pack-destination', folder];
  const printed = execFileSync('npm', args, { cwd: repository, encoding: 'utf8' });
  return path.join(folder, printed.trim().split('\n').at(-1));
}

// The tarball, made as `npm publish` makes it.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Packs what dist/ and prebuilds/ hold now; the caller has built them. */
export function packPackage(folder) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: repository, encoding: 'utf8' }));
  return path.join(folder, packed.filename);
}

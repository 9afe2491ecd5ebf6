// Another commit, built, to be measured beside this tree.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A folder as it is, or a commit in build/beside/, where it stays. */
export function otherTree(root, name) {
  if (existsSync(path.join(name, 'package.json'))) {
    return { name: path.basename(path.resolve(name)), folder: path.resolve(name) };
  }
  // npm's output and git's go where progress goes.
  const run = (command, args, cwd = root) =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const commit = run('git', ['rev-parse', '--verify', '--short', `${name}^{commit}`]).trim();
  const folder = path.join(root, 'build', 'beside', commit);
  const isBuilt = path.join(folder, 'build', 'beside-is-built');
  if (!existsSync(isBuilt)) {
    process.stderr.write(`building ${commit} in ${path.relative(root, folder)}\n`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.dirname(folder), { recursive: true });
    run('git', ['clone', '--quiet', '--no-checkout', root, folder]);
    run('git', ['checkout', '--quiet', '--detach', commit], folder);
    // This builds dist/ and the addon: "prepare" of package.json.
    process.stderr.write(run('npm', ['ci', '--no-audit', '--no-fund'], folder));
    mkdirSync(path.dirname(isBuilt), { recursive: true });
    writeFileSync(isBuilt, '');
  }
  return { name: commit, folder };
}

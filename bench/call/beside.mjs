// Another commit, built, to be measured beside this tree.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// npm's output and git's go where progress goes.
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** The sources alone: of a folder as it is, or of a commit in build/beside/, where they stay. */
export function otherSources(root, name) {
  if (existsSync(path.join(name, 'package.json'))) return path.resolve(name);
  const commit = run('git', ['rev-parse', '--verify', '--short', `${name}^{commit}`], root).trim();
  const folder = path.join(root, 'build', 'beside', commit);
  if (!existsSync(path.join(folder, 'package.json'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.dirname(folder), { recursive: true });
    run('git', ['clone', '--quiet', '--no-checkout', root, folder], root);
    run('git', ['checkout', '--quiet', '--detach', commit], folder);
  }
  return folder;
}

/** The same, built. */
export function otherTree(root, name) {
  const folder = otherSources(root, name);
  const isBuilt = path.join(folder, 'build', 'beside-is-built');
  if (!existsSync(path.join(name, 'package.json')) && !existsSync(isBuilt)) {
    process.stderr.write(`building in ${path.relative(root, folder)}\n`);
    // This builds dist/ and the addon: "prepare" of package.json.
    process.stderr.write(run('npm', ['ci', '--no-audit', '--no-fund'], folder));
    mkdirSync(path.dirname(isBuilt), { recursive: true });
    writeFileSync(isBuilt, '');
  }
  return { name: path.basename(folder), folder };
}

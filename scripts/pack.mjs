// Makes the tarball that is published: npm run pack [-- folder]. What npm packs, but for the reader who installs it: the package.json
// has no scripts, and README and docs link to nothing that only the repository has. Prints the tarball's path.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = path.resolve(process.argv[2] ?? root);
const stage = path.join(root, 'build', 'pack');
const inside = path.join(stage, 'package');

rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
mkdirSync(target, { recursive: true });
const packed = pack(root, stage);
execFileSync('tar', ['-xzf', packed, '-C', stage]);

const manifestFile = path.join(inside, 'package.json');
const { scripts, devDependencies, ...manifest } = JSON.parse(readFileSync(manifestFile, 'utf8'));
writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);

const pages = readdirSync(path.join(inside, 'docs')).map((name) => path.join('docs', name));
for (const page of ['README.md', 'CHANGELOG.md', ...pages]) {
  const file = path.join(inside, page);
  writeFileSync(file, forPackage(readFileSync(file, 'utf8'), path.dirname(page)));
}

console.log(pack(inside, target));

function pack(from, to) {
  const args = ['pack', from, '--silent', '--pack-destination', to];
  return path.join(to, execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim().split('\n').at(-1));
}

/** Leaves out what stands between the marks, and keeps of links and pictures that lead out of the package their text alone. */
function forPackage(text, folder) {
  return text
    .replace(/<!-- repository -->[\s\S]*?<!-- \/repository -->\n*/g, '')
    .replace(/<!-- package\n([\s\S]*?)-->/g, '$1')
    .replace(/!?\[([^\]]*)\]\(([^)#\s]+)(#[^)\s]*)?\)/g, (link, words, to) => {
      const isInside = /^https?:/.test(to) || existsSync(path.join(inside, folder, to));
      return isInside ? link : words;
    });
}

// The tarball itself: exactly these files, no more bytes than these, nothing that runs at an install.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { targetNames } from '../../../scripts/prebuild/targets.mjs';
import { other } from '../judge.mjs';
import { repository } from '../pack.mjs';

// Measured with the binaries of linux-x64, linux-arm64 and win32-x64, which are 2.65 MB of it: 5.24 and 1.94 MB, of which search kernels of
// AVX-512, of its VNNI and of NEON's dot products are 0.2 MB, loops of their own for float64 and for data with NaN 0.3 MB,
// linquant/promises with its threads 0.15 MB, and the command line 0.13 MB. The WebAssembly module, as text, is 0.39 and 0.14 MB of it.
const mostBytes = 5_350_000;
const mostPackedBytes = 1_980_000;

const tracked = (...folders) =>
  execFileSync('git', ['ls-files', '-z', ...folders], { cwd: repository, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);

/** Each file of lib/ as code and declarations; a file of dist/ whose source is gone is too many. */
const compiled = () =>
  tracked('lib')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => file.replace(/^lib\//, 'dist/').replace(/\.ts$/, ''))
    .flatMap((file) => [`${file}.js`, `${file}.d.ts`])
    .concat(['dist/backend/wasm/made.js', 'dist/backend/wasm/text.js']);

const always = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'CMakeLists.txt'];

/** The folders of prebuilds/ may be some of those that can be made (a release has all); each has these two files. */
const prebuilt = (files) => {
  const made = targetNames.filter((name) => files.some((file) => file.startsWith(`prebuilds/${name}/`)));
  return made.flatMap((name) => [
    `prebuilds/${name}/linquant.node`,
    `prebuilds/${name}/linquant.node.sha256`,
  ]);
};

/** Path and size of each file. */
function listed(tarball) {
  const lines = execFileSync('tar', ['-tvzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [, , size, , , name] = line.split(/\s+/);
    return { name: name.replace('package/', ''), size: Number(size) };
  });
}

const manifestOf = ({ root }) =>
  JSON.parse(
    readFileSync(path.join(root, 'projects', 'base', 'node_modules', 'linquant', 'package.json'), 'utf8'),
  );

export const ways = [
  other('files', 'those of lib/, docs/, native/, cmake/ and prebuilds/', ({ tarball }) => {
    const names = listed(tarball).map(({ name }) => name);
    const wanted = [
      ...always,
      ...compiled(),
      ...tracked('docs', 'native/core', 'native/call', 'native/threads', 'native/binding', 'cmake'),
      ...prebuilt(names),
    ];
    const extra = names.filter((name) => !wanted.includes(name)).map((name) => `too many: ${name}`);
    const missing = wanted.filter((name) => !names.includes(name)).map((name) => `missing: ${name}`);
    return {
      printed: `${names.length} files, ${prebuilt(names).length / 2} prebuilt`,
      wrong: [...extra, ...missing],
    };
  }),
  other('size', `under ${mostBytes} bytes, packed ${mostPackedBytes}`, ({ tarball }) => {
    const bytes = listed(tarball).reduce((sum, { size }) => sum + size, 0);
    const packed = readFileSync(tarball).length;
    const wrong = bytes < mostBytes && packed < mostPackedBytes ? [] : [`${bytes} bytes, packed ${packed}`];
    return { printed: `${bytes} bytes, packed ${packed}`, wrong };
  }),
  other('links', 'in README and docs, to what is there', (kit) => {
    const inside = path.join(kit.root, 'projects', 'base', 'node_modules', 'linquant');
    const pages = [
      'README.md',
      'CHANGELOG.md',
      ...readdirSync(path.join(inside, 'docs')).map((name) => `docs/${name}`),
    ];
    const links = pages.flatMap((page) => {
      const found = readFileSync(path.join(inside, page), 'utf8').matchAll(/\]\(([^)#\s]+)/g);
      return [...found].map(([, to]) => ({ page, to })).filter(({ to }) => !/^https?:/.test(to));
    });
    const dead = links.filter(({ page, to }) => !existsSync(path.join(inside, path.dirname(page), to)));
    const wrong = dead.map(({ page, to }) => `${page}: ${to}`);
    const readme = readFileSync(path.join(inside, 'README.md'), 'utf8');
    if (/npm install && npm|not published/.test(readme)) {
      wrong.push('README.md names what only the repository has');
    }
    return { printed: `${links.length} links, ${dead.length} dead`, wrong };
  }),
  other('nothing runs at an install', 'no script, one dependency', (kit) => {
    const { scripts = {}, gypfile, peerDependenciesMeta: peers = {}, ...manifest } = manifestOf(kit);
    const run = Object.keys(scripts);
    const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'];
    // An optional peer is not installed: it is only said which versions of it are known.
    const needed = kinds
      .flatMap((kind) => Object.keys(manifest[kind] ?? {}))
      .filter((name) => peers[name]?.optional !== true);
    // npm runs node-gyp by itself where it finds a binding.gyp.
    const gyp = listed(kit.tarball)
      .filter(({ name }) => name.endsWith('.gyp'))
      .map(({ name }) => name);
    const wrong = [
      ...run,
      ...gyp,
      ...(gypfile ? ['gypfile'] : []),
      ...needed.filter((name) => name !== 'node-gyp-build'),
    ];
    if (!needed.includes('node-gyp-build')) wrong.push('node-gyp-build is not a dependency');
    return { printed: `${run.length} scripts; ${needed.join(', ')}`, wrong };
  }),
];

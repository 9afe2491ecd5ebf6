// Where Node or the file system allows less.
import { existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { native, way } from '../judge.mjs';
import { nodeOf } from '../kit.mjs';

/** Node says so itself. */
const experimental = /ExperimentalWarning|SecurityWarning|--trace-warnings/;
const files = ['require.cjs', 'import.mjs'];

const everything = () => ['*'];
const project = (folder) => [`${folder}/*`];
/** The code of both packages without the binaries. */
const code = (folder) => [
  ...files.map((file) => path.join(folder, file)),
  ...['check.cjs', 'package.json', 'node_modules/linquant/package.json', 'node_modules/linquant/dist/*'].map(
    (file) => path.join(folder, file),
  ),
];

/** The permission model, under its name in that version. Only the check's own folder may be written. */
function permission(major, flag, readable, allowed, expected, place = (kit) => kit.project()) {
  const what = place.name === 'selfCompiled' ? ', compiled by the user' : '';
  const name = `Node ${major} ${flag}, reads ${readable.name}, ${allowed.length === 0 ? 'no addons' : allowed.join(' ')}${what}`;
  return way(name, { ...expected, noise: experimental }, (kit) => {
    const project = place(kit);
    return Promise.all(
      files.map((file) => {
        const env = kit.environment();
        const scratch = `${path.dirname(env.CHECK_FILE)}/*`;
        const reads = [...readable(project), scratch].map((place) => `--allow-fs-read=${place}`);
        const may = [...reads, `--allow-fs-write=${scratch}`];
        return kit.run(nodeOf(major), [flag, ...may, ...allowed, file], { cwd: project, env });
      }),
    );
  });
}

/** The file is there and Node refuses it: the user is told. */
const refused = { backend: 'wasm', attempt: /addons? is disabled|disabled|permission/i, warnings: 1 };

/** Nobody may look whether there is a file: the user is told. */
const unreadable = { backend: 'wasm', reason: /restricted/, warnings: 1 };

const flagged = (name, major, flags) =>
  way(name, { ...native, noise: experimental }, (kit) => {
    const project = kit.project();
    return Promise.all(files.map((file) => kit.run(nodeOf(major), [...flags, file], { cwd: project })));
  });

/** The project at another path. */
const at = (name, place) =>
  way(name, native, (kit) => {
    const project = place(kit.project(), kit);
    return Promise.all(files.map((file) => kit.node(project, [file])));
  });

function renamedTo(project, name) {
  const target = path.join(path.dirname(project), name, 'x');
  mkdirSync(path.dirname(target), { recursive: true });
  renameSync(project, target);
  return target;
}

/** node_modules/linquant is a link to a folder elsewhere that has node-gyp-build beside it, as `npm link` makes it. */
function linked(project, kit) {
  const other = kit.project();
  const inside = path.join(project, 'node_modules', 'linquant');
  renameSync(inside, `${inside}-moved`);
  symlinkSync(path.join(other, 'node_modules', 'linquant'), inside);
  return project;
}

const unshare = '/usr/bin/unshare';
const mayMount = () => (existsSync(unshare) && process.getuid() === 0 ? undefined : 'unshare, as root');

/** The binary lies in build/Release, where a user's own compiler puts it, and nowhere else. */
function selfCompiled(kit) {
  const project = kit.project();
  const inside = path.join(project, 'node_modules', 'linquant');
  mkdirSync(path.join(inside, 'build'));
  renameSync(
    path.join(inside, 'prebuilds', `${process.platform}-${process.arch}`),
    path.join(inside, 'build', 'Release'),
  );
  return project;
}

export const ways = [
  flagged('--frozen-intrinsics', 20, ['--frozen-intrinsics']),
  flagged('--frozen-intrinsics, Node 26', 26, ['--frozen-intrinsics']),
  flagged('--disallow-code-generation-from-strings', 24, ['--disallow-code-generation-from-strings']),
  flagged('--disable-proto=throw', 24, ['--disable-proto=throw']),
  flagged('--preserve-symlinks', 24, ['--preserve-symlinks', '--preserve-symlinks-main']),
  way('--no-addons', { ...refused, reason: /addons/ }, (kit) =>
    kit.node(kit.project(), ['--no-addons', 'require.cjs']),
  ),
  // Reading may be confined to the project: nothing that the package looks for elsewhere may stop it.
  ...[20, 22, 24, 26].flatMap((major) => {
    const flag = major === 20 ? '--experimental-permission' : '--permission';
    return [
      ...[everything, project].flatMap((readable) => [
        permission(major, flag, readable, ['--allow-addons'], native),
        permission(major, flag, readable, [], refused),
      ]),
      permission(major, flag, code, ['--allow-addons'], unreadable),
      permission(major, flag, project, ['--allow-addons'], native, selfCompiled),
    ];
  }),
  way(
    'a file system that is read only',
    native,
    (kit) => {
      const project = kit.project();
      const script =
        'mount -o bind,ro "$1" "$1" && cd "$1" && ! touch x 2> /dev/null && exec "$2" import.mjs';
      const args = ['-m', '/bin/sh', '-c', `PATH=/bin:/usr/bin; ${script}`, 'sh', project, process.execPath];
      return kit.run(unshare, args, { cwd: project });
    },
    { needs: mayMount },
  ),
  way('a folder that the user may not write', native, (kit) =>
    kit.node(kit.project(), ['import.mjs'], { uid: 65_534 }),
  ),
  at('spaces and other letters in the path', (project) => renamedTo(project, 'Größe 数 x')),
  at('quotes, # and % in the path', (project) => renamedTo(project, `a'b"c#d%20e`)),
  at('a linked folder', linked),
  at('the project is a link', (project) => {
    symlinkSync(project, `${project}-link`);
    return `${project}-link`;
  }),
  at('a very long path', (project) => renamedTo(project, Array(8).fill('n'.repeat(200)).join('/'))),
  // As in the environment of an install for another machine, which node-gyp-build reads at run time too.
  way('npm_config_arch=arm64', native, (kit) =>
    kit.node(kit.project(), ['require.cjs'], { extra: { npm_config_arch: 'arm64' } }),
  ),
  way('npm_config_platform=win32', native, (kit) =>
    kit.node(kit.project(), ['require.cjs'], { extra: { npm_config_platform: 'win32' } }),
  ),
  way('nothing in the environment', native, (kit) => {
    const { CHECK_FILE } = kit.environment();
    return kit.node(kit.project(), ['require.cjs'], { env: { CHECK_FILE } });
  }),
];

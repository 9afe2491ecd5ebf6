// Package managers and their layouts. Each installs linquant by name from the registry that kit.mjs starts, with its
// own settings on scripts: there are none to run, and none to be warned of.
import { realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { native, way } from '../judge.mjs';
import { nodeOf, peer } from '../kit.mjs';

const files = ['require.cjs', 'import.mjs'];

/** Installs, then runs the programs. What the manager says of scripts or builds counts as a failure, but for `noise`. */
function manager(name, command, { prepare = () => {}, start, noise } = {}) {
  return way(name, native, async (kit) => {
    const project = kit.emptyProject();
    prepare(project, kit);
    const [file, ...args] = command(kit);
    const installed = await kit.run(file, args, { cwd: project, env: kit.managing() });
    const said = `${installed.stdout}${installed.stderr}`;
    if (
      installed.status !== 0 ||
      /\bwarn|scripts?\b|\bbuilds?\b/i.test(noise ? said.replace(noise, '') : said)
    ) {
      return { status: 'of the install', stdout: '', stderr: said };
    }
    const run = start ?? ((program) => kit.node(project, [program]));
    return Promise.all(files.map((program) => run(program, kit, project)));
  });
}

function pnpm(name, settings) {
  // A store of its own for each: two that run at once would share one.
  const prepare = (project) => {
    const store = `storeDir: ${JSON.stringify(path.join(project, 'store'))}`;
    writeFileSync(path.join(project, 'pnpm-workspace.yaml'), [...settings, store].join('\n'));
  };
  return manager(`pnpm, ${name}`, () => [nodeOf(24), peer('pnpm', 'bin', 'pnpm.cjs'), 'add', 'linquant'], {
    prepare,
  });
}

/** Yarn reads no .npmrc: what npm is told by its environment stands in its own file. */
function yarn(linker, start, noise) {
  const prepare = (project, kit) => {
    const server = [`npmRegistryServer: ${kit.registry.address}`, 'unsafeHttpWhitelist: ["127.0.0.1"]'];
    const own = ['enableTelemetry: false', 'enableGlobalCache: false', 'pnpEnableEsmLoader: true'];
    const settings = [`nodeLinker: ${linker}`, ...own];
    writeFileSync(path.join(project, '.yarnrc.yml'), [...server, ...settings].join('\n'));
    writeFileSync(path.join(project, 'yarn.lock'), '');
  };
  const command = () => [nodeOf(24), peer('@yarnpkg', 'cli-dist', 'bin', 'yarn.js'), 'add', 'linquant'];
  return manager(`Yarn 4, ${linker}`, command, { prepare, start, noise });
}

/** Plug'n'Play: modules stay in their archives, except those that hold a binary. */
const withPnp = (program, kit, project) => {
  const options = ['--require', './.pnp.cjs', '--experimental-loader', './.pnp.loader.mjs', '--no-warnings'];
  return kit.run(nodeOf(24), [...options, program], { cwd: project });
};

const bun = () => peer('@oven', 'bun-linux-x64', 'bin', 'bun');
const npmHere = () => realpathSync(path.join(path.dirname(process.execPath), 'npm'));
const npm12 = () => [nodeOf(24), peer('npm', 'bin', 'npm-cli.js'), 'install'];

export const ways = [
  manager('npm of this machine', () => [process.execPath, npmHere(), 'install', 'linquant']),
  manager('npm 12', () => [...npm12(), 'linquant']),
  // Of what comes from no registry npm 12 also lists prepare, which builds a clone: it is blocked, and not missed.
  manager('npm 12, from the file', (kit) => [...npm12(), kit.tarball], {
    noise: /^npm warn install-scripts( 1 package had .*| {3}linquant@\S+ \(prepare: .*| Run .*|)\n/gm,
  }),
  pnpm('isolated', []),
  pnpm('hoisted', ['nodeLinker: hoisted']),
  pnpm('global virtual store', ['enableGlobalVirtualStore: true']),
  yarn('node-modules'),
  // Yarn says of itself that it ends with a warning: ES modules are experimental there.
  yarn('pnp', withPnp, /with warnings/),
  manager('Bun', () => [bun(), 'add', 'linquant'], {
    prepare: (project, kit) =>
      writeFileSync(path.join(project, 'bunfig.toml'), `[install]\nregistry = "${kit.registry.address}"\n`),
    start: (program, kit, project) => kit.run(bun(), [program], { cwd: project }),
  }),
];

// What the ways share: projects with the tarball installed, and an environment to run programs in.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRegistry } from './registry.mjs';
import { run } from './run.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** A file of the peers' packages (test/install/node_modules). */
export function peer(...parts) {
  const file = path.join(here, 'node_modules', ...parts);
  if (!existsSync(file)) throw new Error(`${file} is missing: npm ci --prefix test/install`);
  return file;
}

/** Node of a major version, as npm ships it. */
export const nodeOf = (major) => peer(`node${major}`, 'bin', 'node');

/** Outside of the repository, else its own node_modules would be found. Any user may read it. */
export async function openKit(tarball, { quick, keep }) {
  const root = mkdtempSync(path.join(os.tmpdir(), 'linquant-ways-'));
  const folder = (name, mode = 0o755) => {
    mkdirSync(path.join(root, name), { recursive: true, mode });
    return path.join(root, name);
  };
  chmodSync(root, 0o755);
  const scratch = folder('scratch');
  const home = folder('home');
  const bin = folder('bin');
  symlinkSync(process.execPath, path.join(bin, 'node'));
  symlinkSync('/bin/sh', path.join(bin, 'sh'));
  let files = 0;
  let projects = 0;

  const kit = {
    root,
    tarball,
    quick,
    bin,
    /** No compiler, no cmake, no python on the PATH; each process writes its .npy file in a folder of its own. */
    environment(extra = {}) {
      const own = path.join(scratch, `${files++}`);
      mkdirSync(own);
      chmodSync(own, 0o777);
      const CHECK_FILE = path.join(own, 'check.npy');
      return { PATH: bin, HOME: home, NO_COLOR: '1', CHECK_FILE, ...extra };
    },
    /** The same for package managers: they know the registry of this machine alone, and keep nothing. */
    managing(extra = {}) {
      const settings = {
        npm_config_registry: kit.registry.address,
        npm_config_cache: path.join(root, 'cache'),
      };
      return kit.environment({ ...settings, CI: 'true', ...extra });
    },
    run: (command, args, options) => run(command, args, { env: kit.environment(options.extra), ...options }),
    /** Runs a program of this machine's Node in a project. */
    node: (cwd, args, options) => kit.run(process.execPath, args, { cwd, ...options }),
    /**
     * A new project without anything installed, with the programs in it. Its name says nothing, since the reasons
     * that are matched hold its path.
     */
    emptyProject(manifest = {}, name = `${projects++}`) {
      const project = folder(path.join('projects', name));
      cpSync(path.join(here, 'programs'), project, { recursive: true });
      writeFileSync(path.join(project, 'package.json'), JSON.stringify({ private: true, ...manifest }));
      return project;
    },
    /** A new project with the tarball installed by npm, with the programs in it. */
    project(manifest, name) {
      const { dependencies } = JSON.parse(readFileSync(path.join(base, 'package.json'), 'utf8'));
      const project = kit.emptyProject({ ...manifest, dependencies }, name);
      cpSync(path.join(base, 'node_modules'), path.join(project, 'node_modules'), { recursive: true });
      return project;
    },
    close() {
      kit.registry.close();
      if (!keep) rmSync(root, { recursive: true, force: true });
    },
  };
  const base = kit.emptyProject({}, 'base');
  // This one install asks the real registry for what the tarball depends on.
  kit.installed = await kit.run('npm', ['install', '--ignore-scripts', '--prefer-offline', tarball], {
    cwd: base,
    env: process.env,
  });
  if (kit.installed.status !== 0) throw new Error(`npm install failed\n${kit.installed.stderr}`);
  kit.registry = await startRegistry(tarball, path.join(base, 'node_modules'), folder('packed'));
  return kit;
}

// What the ways share: projects with the tarball installed, and an environment to run programs in.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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
  const root = mkdtempSync(path.join(os.tmpdir(), 'linquant-install-'));
  const folder = (name, mode = 0o755) => {
    mkdirSync(path.join(root, name), { recursive: true, mode });
    return path.join(root, name);
  };
  await run('chmod', ['755', root], { env: process.env });
  const scratch = folder('scratch');
  await run('chmod', ['1777', scratch], { env: process.env });
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
    /** No compiler, no cmake, no python on the PATH; each process writes its own .npy file. */
    environment(extra = {}) {
      const CHECK_FILE = path.join(scratch, `${files++}.npy`);
      return { PATH: bin, HOME: home, NO_COLOR: '1', CHECK_FILE, ...extra };
    },
    /** The same for programs that ask the registry: its settings and certificates are this machine's. */
    online(extra = {}) {
      const passed = Object.entries(process.env).filter(([name]) =>
        /^npm_config_|CERT|CA_BUNDLE|^HOME$/i.test(name),
      );
      return kit.environment({ ...Object.fromEntries(passed), ...extra });
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
      const project = kit.emptyProject(manifest, name);
      cpSync(path.join(base, 'node_modules'), path.join(project, 'node_modules'), { recursive: true });
      return project;
    },
    close: () => keep || rmSync(root, { recursive: true, force: true }),
  };
  const base = kit.emptyProject({}, 'base');
  kit.installed = await kit.run('npm', ['install', '--ignore-scripts', '--prefer-offline', tarball], {
    cwd: base,
    env: kit.online({ PATH: `${bin}:${path.dirname(process.execPath)}` }),
  });
  if (kit.installed.status !== 0) throw new Error(`npm install failed\n${kit.installed.stderr}`);
  return kit;
}

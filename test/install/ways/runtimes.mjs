// Versions of Node, Bun, and processors.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { native, way } from '../judge.mjs';
import { nodeOf, peer } from '../kit.mjs';

const emulator = '/usr/bin/qemu-x86_64-static';
const needsEmulator = () => (existsSync(emulator) ? undefined : 'apt-get install qemu-user-static');

const both = (name, command, args = []) =>
  way(name, native, (kit) => {
    const project = kit.project();
    const start = (file) => kit.run(command(), [...args, file], { cwd: project });
    return Promise.all(['require.cjs', 'import.mjs'].map(start));
  });

const muslLoader = '/lib/ld-musl-x86_64.so.1';
const needsMusl = () => {
  const missing = [muslLoader, '/usr/bin/gcc'].find((file) => !existsSync(file));
  return missing && `${missing}: apt-get install musl gcc`;
};

/** Bun for musl on the real musl, with the C++ library of this machine. */
const bunOnMusl = way(
  'Bun for musl',
  native,
  async (kit) => {
    const libraries = path.join(kit.root, 'musl');
    mkdirSync(libraries);
    for (const name of ['libstdc++.so.6', 'libgcc_s.so.1']) {
      copyFileSync(path.join('/lib/x86_64-linux-gnu', name), path.join(libraries, name));
    }
    const name = 'ld-linux-x86-64.so.2';
    const shim = fileURLToPath(new URL('../musl/shim.c', import.meta.url));
    const options = ['-shared', '-fPIC', '-nostdlib', '-O1', `-Wl,-soname,${name}`, shim, '-o', name];
    const built = await kit.run('/usr/bin/gcc', options, { cwd: libraries, env: process.env });
    if (built.status !== 0) return built;
    const env = kit.environment({ LD_LIBRARY_PATH: libraries });
    const bun = peer('@oven', 'bun-linux-x64-musl', 'bin', 'bun');
    return kit.run(bun, ['require.cjs'], { cwd: kit.project(), env });
  },
  { needs: needsMusl },
);

/** What the emulator says of features that it lacks is of no interest. */
const emulated = (cpu, instructionSet) =>
  way(
    `processor ${cpu}`,
    { ...native, instructionSet, noise: /TCG doesn't support/ },
    (kit) =>
      kit.run(emulator, ['-cpu', cpu, process.execPath, 'require.cjs'], {
        cwd: kit.project(),
      }),
    { needs: needsEmulator },
  );

export const ways = [
  ...[20, 22, 24, 26].map((major) => both(`Node ${major}`, () => nodeOf(major))),
  both('Bun', () => peer('@oven', 'bun-linux-x64', 'bin', 'bun')),
  bunOnMusl,
  emulated('Nehalem', 'scalar'),
  emulated('Haswell', 'avx2'),
];

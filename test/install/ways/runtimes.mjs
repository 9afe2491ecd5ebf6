// Versions of Node, Bun, and processors.
import { existsSync } from 'node:fs';
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
  emulated('Nehalem', 'scalar'),
  emulated('Haswell', 'avx2'),
];

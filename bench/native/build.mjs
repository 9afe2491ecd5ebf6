// Builds the program that measures the core alone, in C++.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where it is built: on the very objects that the addon is made of. */
const folder = path.join(root, 'build');

/** Where its results lie. */
export const build = path.join(folder, 'bench-native');

/** An archive of XNNPACK's microkernels, or nothing. */
export const kernels = process.env.LINQUANT_XNNPACK_KERNELS ?? '';

/** Builds what changed, and gives the program's file. */
export function buildNative() {
  const run = (args) => execFileSync('cmake', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  mkdirSync(build, { recursive: true });
  run(['-S', '.', '-B', folder, '-DLINQUANT_BENCH=ON', `-DLINQUANT_XNNPACK_KERNELS=${kernels}`]);
  run(['--build', folder, '-j', String(os.availableParallelism()), '--target', 'linquant_bench']);
  return path.join(folder, 'bench', 'native', 'linquant_bench');
}

// Builds the program that measures the core alone, in C++.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where it is built. */
export const build = path.join(root, 'build', 'bench-native');

/** An archive of XNNPACK's microkernels, or nothing. */
export const kernels = process.env.LINQUANT_XNNPACK_KERNELS ?? '';

/** Builds what changed, and gives the program's file. */
export function buildNative() {
  const run = (args) => execFileSync('cmake', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  mkdirSync(build, { recursive: true });
  run(['-S', '.', '-B', build, '-DLINQUANT_BENCH=ON', `-DLINQUANT_XNNPACK_KERNELS=${kernels}`]);
  run(['--build', build, '-j', String(os.availableParallelism())]);
  return path.join(build, 'bench', 'native', 'linquant_bench');
}

// Builds the program that measures the core alone, in C++.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { otherSources } from '../call/beside.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where it is built: on the very objects that the addon is made of. */
const folder = path.join(root, 'build');

/** Where its results lie. */
export const build = path.join(folder, 'bench-native');

/** An archive of XNNPACK's microkernels, or nothing. */
export const kernels = process.env.LINQUANT_XNNPACK_KERNELS ?? '';

const run = (args) => execFileSync('cmake', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
const jobs = ['-j', String(os.availableParallelism())];

function buildTarget(target, file) {
  mkdirSync(build, { recursive: true });
  run(['-S', '.', '-B', folder, '-DLINQUANT_BENCH=ON', `-DLINQUANT_XNNPACK_KERNELS=${kernels}`]);
  run(['--build', folder, ...jobs, '--target', target]);
  return path.join(folder, 'bench', 'native', file);
}

/** Builds what changed, and gives the program's file. */
export const buildNative = () => buildTarget('linquant_bench', 'linquant_bench');

/** The same of the module of loops for benches in JavaScript. */
export const buildLoops = () => buildTarget('linquant_loops', 'liblinquant_loops.so');

/** Builds this tree's core and another's, a commit's or a folder's; gives the program that compares them and both modules. */
export function buildBeside(name) {
  const tree = otherSources(root, name);
  const folder = path.join(root, 'build', 'bench-beside');
  // A folder and a commit may have the same name.
  const other = path.join(folder, tree.replaceAll(/[^\w.-]+/g, '_'));
  run(['-S', tree, '-B', other]);
  run(['--build', other, '--target', 'linquant_core', ...jobs]);
  const mine = path.join(folder, 'this');
  const library = path.join(other, 'liblinquant_core.a');
  const about = ['-DLINQUANT_BENCH=ON', `-DLINQUANT_BESIDE=${tree}`, `-DLINQUANT_BESIDE_LIBRARY=${library}`];
  run(['-S', '.', '-B', mine, ...about]);
  const targets = ['linquant_beside', 'core_module', 'core_module_beside'];
  run(['--build', mine, '--target', ...targets, ...jobs]);
  const files = ['linquant_beside', 'libcore_module.so', 'libcore_module_beside.so'];
  return files.map((file) => path.join(mine, 'bench', 'native', file));
}

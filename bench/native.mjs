// The core alone, in C++, beside XNNPACK: builds bench/native, runs it, and puts its results into RESULTS.md.
//
//   npm run bench:native [-- operation [floats]]       all of them go into RESULTS.md, a part is printed
//
// XNNPACK's operators come from Debian's libxnnpack-dev and libpthreadpool-dev. Its microkernels are hidden in that
// library; LINQUANT_XNNPACK_KERNELS names an archive of their objects compiled from XNNPACK's sources
// (bench/native/peers.h lists the functions).
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { load as loadPackage } from '../test/support/load.mjs';
import { machine } from './machine.mjs';
import { writeReport } from './report.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const build = path.join(root, 'build', 'bench-native');
const program = path.join(build, 'bench', 'native', 'linquant_bench');
const raw = path.join(build, 'results.json');
const kernels = process.env.LINQUANT_XNNPACK_KERNELS ?? '';

function run(command, args, stdio) {
  return execFileSync(command, args, { cwd: root, stdio, encoding: 'utf8' });
}

mkdirSync(build, { recursive: true });
const options = ['-DLINQUANT_BENCH=ON', `-DLINQUANT_XNNPACK_KERNELS=${kernels}`];
run('cmake', ['-S', '.', '-B', build, ...options], ['ignore', 'ignore', 'inherit']);
run('cmake', ['--build', build, '-j', String(os.availableParallelism())], ['ignore', 'ignore', 'inherit']);

const load = Number(os.loadavg()[0].toFixed(1));
const part = process.argv.slice(2);
run(program, ['--json', raw, ...part], 'inherit');
if (part.length === 0) {
  const what = kernels === '' ? 'XNNPACK (operators)' : 'XNNPACK (microkernels, and operators of Debian 12)';
  const { versions, ...rest } = machine(loadPackage({}).backend, []);
  writeReport({
    program: 'C++',
    command: 'npm run bench:native',
    date: new Date().toISOString().slice(0, 10),
    machine: { ...rest, load, versions: { linquant: versions.linquant, peers: what } },
    contests: JSON.parse(readFileSync(raw, 'utf8')),
  });
}

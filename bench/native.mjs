// The core alone, in C++, beside XNNPACK: builds bench/native, runs it, and puts its results into RESULTS.md.
//
//   npm run bench:native [-- operation [floats]]       all of them go into RESULTS.md, a part is printed
//   npm run bench:native -- --beside <commit or folder> [part of a row's name] [seconds for each row]
//                                                      this tree's core beside another one's, printed: every kernel and
//                                                      layout, in one process, in turns; LINQUANT_ISA names the
//                                                      instruction set
//
// XNNPACK's operators come from Debian's libxnnpack-dev and libpthreadpool-dev. Its microkernels are hidden in that
// library; LINQUANT_XNNPACK_KERNELS names an archive of their objects compiled from XNNPACK's sources
// (bench/native/peers.h lists the functions).
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { load as loadPackage } from '../test/support/load.mjs';
import { machine } from './machine.mjs';
import { build, buildBeside, buildNative, kernels } from './native/build.mjs';
import { writeReport } from './report.mjs';

const part = process.argv.slice(2);
if (part[0] === '--beside') {
  if (part[1] === undefined) throw new Error('--beside takes a commit or a folder');
  const [beside, ...modules] = buildBeside(part[1]);
  execFileSync(beside, [...modules, ...part.slice(2)], { stdio: 'inherit' });
  process.exit();
}
const raw = path.join(build, 'results.json');
const program = buildNative();

const load = Number(os.loadavg()[0].toFixed(1));
execFileSync(program, ['--json', raw, ...part], { stdio: 'inherit' });
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

// What a row of differences.mjs needs of the machine.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Instructions of x64 that add four products to 32 bits at once. Without them pairs of products are added in 16 bits. */
function lacksVnni() {
  if (process.arch !== 'x64' || !existsSync('/proc/cpuinfo')) return false;
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' ') ?? [];
  return flags.includes('avx2') && !flags.includes('avx512_vnni') && !flags.includes('avx_vnni');
}

const conditions = {
  x64: process.arch === 'x64',
  /** Whether tensors of float16 can be inputs: where there is a Float16Array, onnxruntime-node refuses them. */
  'Node 20 and 22': typeof Float16Array === 'undefined',
  'x64 without VNNI': lacksVnni(),
};

/** Whether all the conditions that `on` names hold here; undefined names none. */
export function holds(on) {
  return on === undefined || on.split(', ').every((name) => known(name));
}

function known(name) {
  if (!(name in conditions)) throw new Error(`no condition is called ${name}`);
  return conditions[name];
}

const installed = fileURLToPath(new URL('../../test/install/node_modules', import.meta.url));

/** This Node and those that the tests of installing have, as commands. */
export function nodes() {
  const others = ['node20', 'node22', 'node24', 'node26'].map((name) =>
    path.join(installed, name, 'bin', 'node'),
  );
  return [process.execPath, ...others.filter((file) => existsSync(file))];
}

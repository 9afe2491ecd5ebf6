// The core alone, in C++, beside the same work through Node, in processes that take turns. Both have pages of their own for
// the same floats and for the codes, and nothing but these calls touches the caches.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { markdownTable } from 'markdown-table';
import { buildNative } from '../native/build.mjs';
import { percent } from '../numbers.mjs';
import { summarize } from '../race.mjs';
import { measureTree, runPinned } from './processes.mjs';
import { nanoseconds } from './tables.mjs';

const floats = 65_536;

/** The program, or undefined where it cannot be built. */
function program() {
  try {
    return buildNative();
  } catch (error) {
    console.error(error.message);
    return undefined;
  }
}

/** One measurement of the core, in nanoseconds. */
function measureCore(file, results) {
  runPinned(file, ['--json', results, 'alone', String(floats)]);
  const [{ limit }] = JSON.parse(readFileSync(results, 'utf8'));
  return { instructionSet: limit.name, best: limit.best * 1000 };
}

export function alone({ root, rounds }) {
  const file = program();
  if (file === undefined)
    return 'Not measured: the core alone needs cmake and a C++ compiler to be built here.';
  const folder = path.join(root, 'build', 'call');
  mkdirSync(folder, { recursive: true });
  const [core, through] = [[], []];
  let kernels;
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`section 4: round ${round + 1} of ${rounds}\n`);
    const native = measureCore(file, path.join(folder, 'alone.json'));
    const side = measureTree(root, 4);
    if (native.instructionSet !== side.instructionSet) {
      return `Not measured: Node has ${side.backend}, and the core alone took ${native.instructionSet}.`;
    }
    kernels = side.instructionSet;
    core.push(native.best);
    through.push(side.best.quantize);
  }
  const share = percent(summarize(core).best / summarize(through).best);
  const header = ['ns a call', 'the core alone', 'through Node', 'share of the core'];
  const row = [`quantize, ${kernels}`, nanoseconds(core), nanoseconds(through), share];
  return markdownTable([header, row], { align: ['l', 'r', 'r', 'r'] });
}

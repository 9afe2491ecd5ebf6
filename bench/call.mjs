// What one call costs: to see from which size on the addon is faster than JavaScript, what checking arguments adds to the
// work, and whether either grew since another commit.
//
//   npm run bench:call [-- --only 2,3] [--rounds 10] [--beside <commit or folder>] [--node <executable>,...]
//
// Sections: 1 by number of floats; 2 one call on 768 floats with outputs given; 3 one vector of 384 floats beside a loop, on
// other Nodes too (those of test/install where they are installed); 4 the core alone beside the way through Node.
// With --beside, 2 and 3 only unless told: in processes that take turns, this tree, the other, this, and so on.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { otherTree } from './call/beside.mjs';
import { alone } from './call/core.mjs';
import { sections } from './call/operations.mjs';
import { sidesInTurn } from './call/processes.mjs';
import { bySize } from './call/sizes.mjs';
import { sideTable } from './call/tables.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

const options = {
  only: { type: 'string' },
  rounds: { type: 'string', default: '10' },
  beside: { type: 'string' },
  node: { type: 'string' },
};
const { only, rounds: given, beside, node } = parseArgs({ options }).values;
const rounds = Number(given);
const wanted = (only ?? (beside === undefined ? '1,2,3,4' : '2,3')).split(',');
const unknown = wanted.find((name) => !['1', '2', '3', '4'].includes(name));
if (unknown !== undefined || !(Number.isInteger(rounds) && rounds > 0)) {
  console.error('--only takes some of 1,2,3,4; --rounds a whole number of 1 or more');
  process.exit(2);
}

/** The Node that runs this, and others: as told, or those that test/install has. */
function nodes() {
  const own = Number(process.versions.node.split('.')[0]);
  const installed = [20, 22, 24, 26]
    .filter((version) => version !== own)
    .map((version) => path.join(root, 'test', 'install', 'node_modules', `node${version}`, 'bin', 'node'))
    .filter((file) => existsSync(file));
  return [process.execPath, ...(node?.split(',') ?? installed)];
}

const trees = [{ name: 'this tree', folder: root }];
if (beside !== undefined) {
  try {
    trees.push(otherTree(root, beside));
  } catch (error) {
    console.error(`--beside takes a commit or a folder; ${error.message.split('\n')[0]}`);
    process.exit(2);
  }
}

async function besides(section) {
  const { title, onEachNode } = sections[section];
  for (const executable of onEachNode ? nodes() : [process.execPath]) {
    const sides = sidesInTurn({ trees, section, node: executable, rounds });
    console.log(`\n### ${title}, Node ${sides[0].node}\n\n${sideTable(section, sides)}`);
  }
}

const work = {
  1: async () => console.log(`\n### By number of floats\n\n${await bySize()}`),
  2: () => besides(2),
  3: () => besides(3),
  4: () => console.log(`\n### ${sections[4].title}\n\n${alone({ root, rounds })}`),
};
for (const section of wanted) await work[section]();

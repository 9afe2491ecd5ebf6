// side.mjs <folder> <section>: measures the package in a folder, and prints the best nanoseconds of each call as JSON.
//
// A process of its own for each section: what the engine learnt of other calls, or in another order, is part of the time.
// Within it the calls take turns, as a program mixes them.
import { createRequire } from 'node:module';
import path from 'node:path';
import { race } from '../race.mjs';
import { sections } from './operations.mjs';

const [folder, section] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), 'package.json'));

/** A part that older commits have not. */
function part(name) {
  try {
    return require(name);
  } catch (error) {
    if (error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}

const linquant = require('linquant');
const { make, warmUps = 200_000 } = sections[section];
const calls = make({ linquant, embeddings: part('linquant/embeddings') });

// Before anything is timed: compiled for good, and for all of them.
const turn = 1000;
for (let made = 0; made < warmUps; made += turn) {
  for (const call of Object.values(calls)) for (let i = 0; i < turn; i++) call();
}
const contestants = Object.values(calls).map((run) => ({ run }));
const times = await race(contestants, { seconds: 0.5, minRounds: 100, warmUp: 2000 });
const best = Object.keys(calls).map((name, i) => [name, Math.min(...times[i]) * 1000]);
const { name, instructionSet = '' } = linquant.backend;
console.log(
  JSON.stringify({
    node: process.versions.node,
    backend: `${name} ${instructionSet}`.trim(),
    instructionSet,
    best: Object.fromEntries(best),
  }),
);

// Processes that take turns, on one processor where that can be had: what disturbs the machine disturbs all of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), 'side.mjs');

/** The last of the processors that this process may run on: the first ones have more interrupts. */
function pinning() {
  try {
    const allowed = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
    const last = /\d+$/.exec(allowed)[0];
    return spawnSync('taskset', ['-c', last, 'true']).status === 0 ? ['taskset', '-c', last] : [];
  } catch {
    return [];
  }
}

const pinned = pinning();

/** Runs a command on the one processor, and gives what it prints. */
export function runPinned(command, args) {
  const [first, ...rest] = [...pinned, command, ...args];
  return execFileSync(first, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** One measurement of a tree: what side.mjs prints. */
export function measureTree(folder, section, node = process.execPath) {
  return JSON.parse(runPinned(node, [program, folder, String(section)]));
}

/** Measures trees in turn; `times` of each has the best of every round, by name of the call. */
export function sidesInTurn({ trees, section, node, rounds }) {
  const sides = trees.map(({ name }) => ({ name, times: {} }));
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`section ${section}, ${node}: round ${round + 1} of ${rounds}\n`);
    trees.forEach(({ folder }, i) => {
      const { best, ...about } = measureTree(folder, section, node);
      Object.assign(sides[i], about);
      for (const [name, time] of Object.entries(best)) {
        sides[i].times[name] ??= [];
        sides[i].times[name].push(time);
      }
    });
  }
  return sides;
}

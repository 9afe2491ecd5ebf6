// Threads and processes.
import { native, way } from '../judge.mjs';
import { nodeOf } from '../kit.mjs';

const program = (name, lines, file, command) =>
  way(name, { ...native, lines }, (kit) => kit.run(command(), [file], { cwd: kit.project() }));

const here = () => process.execPath;

export const ways = [
  program('8 worker threads, ended in the middle', 2, 'workers.mjs', here),
  program('8 worker threads, ended in the middle, Node 26', 2, 'workers.mjs', () => nodeOf(26)),
  program('fork and spawn', 3, 'children.mjs', here),
  program('loaded three times in one process', 3, 'contexts.cjs', here),
];

// The stages by name, in the order in which they run.
import { allocations } from './stages/allocations.mjs';
import { asan } from './stages/asan.mjs';
import { chaos } from './stages/chaos.mjs';
import { ends } from './stages/ends.mjs';
import { gc } from './stages/gc.mjs';
import { memory } from './stages/memory.mjs';
import { valgrind } from './stages/valgrind.mjs';
import { workers } from './stages/workers.mjs';

export const stages = { memory, allocations, workers, ends, chaos, gc, asan, valgrind };

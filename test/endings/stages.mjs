// The stages by name, in the order in which they run.
import { memory } from './stages/memory.mjs';

export const stages = { memory };

// Where things lie. Programs that only need to know that load nothing else.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Everything that a run leaves behind. */
export const scratch = path.join(root, 'build', 'endings');

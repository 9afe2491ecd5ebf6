// Loaded here and in children of both kinds.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as linquant from 'linquant';
import * as formats from 'linquant/formats';
import check from './check.cjs';

const children = [fork('import.mjs'), spawn(process.execPath, ['require.cjs'], { stdio: 'inherit' })];
await check(linquant, formats);
for (const [code] of await Promise.all(children.map((child) => once(child, 'exit')))) {
  if (code !== 0) throw new Error(`a child exited with ${code}`);
}

// Before a release: every target has its binary, each binary its checksum, and the package its WebAssembly module. package.yml runs it
// before it packs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, targetNames } from './targets.mjs';

for (const name of targetNames) {
  const file = path.join(root, 'prebuilds', name, 'linquant.node');
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (!readFileSync(`${file}.sha256`, 'utf8').startsWith(`${hash}  `))
    throw new Error(`${file}: wrong checksum`);
}
const { missing } = createRequire(import.meta.url)(path.join(root, 'dist', 'backend', 'wasm', 'made.js'));
if (missing !== undefined) throw new Error(missing);
console.log(`WebAssembly, and binaries for ${targetNames.join(', ')}`);

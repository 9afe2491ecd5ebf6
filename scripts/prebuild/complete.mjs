// Before a release: every target has its binary, and each binary its checksum. package.yml runs it before it packs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, targetNames } from './targets.mjs';

for (const name of targetNames) {
  const file = path.join(root, 'prebuilds', name, 'linquant.node');
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (!readFileSync(`${file}.sha256`, 'utf8').startsWith(`${hash}  `))
    throw new Error(`${file}: wrong checksum`);
}
console.log(`binaries for ${targetNames.join(', ')}`);

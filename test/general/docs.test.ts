import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/data.js';

const pages = ['README.md'];
const blocks = pages.flatMap((page) =>
  [...readFileSync(path.join(root, page), 'utf8').matchAll(/```js\n(.*?)```/gs)].map((match, i) => ({
    name: `${page}, block ${i + 1}`,
    code: match[1]!,
  })),
);

describe('the code in the documentation', () => {
  let folder: string;
  // Inside the package, so that its name resolves to it.
  beforeAll(() => {
    folder = mkdtempSync(path.join(root, 'build', 'docs-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is there', () => expect(blocks.length).toBeGreaterThan(1));

  it.each(blocks)('$name runs', ({ code }) => {
    const file = path.join(folder, 'block.mjs');
    writeFileSync(file, `${code}\n${checks(code)}`);
    const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

/** `const name = ...; // Int8Array [ 1, 2.5... ]` is a promise: compare each number as far as it is written. */
function checks(code: string): string {
  const promises = [...code.matchAll(/^const (\w+) = .*; \/\/ (\w+Array) \[ (.*) \]$/gm)];
  return promises
    .map(([, name, type, numbers]) => {
      const wanted = JSON.stringify(numbers!.split(', ').map((number) => number.replace('...', '')));
      return `if (${name}.constructor.name !== '${type}' || ${name}.length !== ${wanted}.length ||
        !${wanted}.every((number, i) => String(${name}[i]).startsWith(number))) throw new Error(String(${name}));`;
    })
    .join('\n');
}

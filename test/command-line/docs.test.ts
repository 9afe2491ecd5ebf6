// What the documentation says that commands print is what they print. Only times may differ.
import fs from 'node:fs';
import { expect, it } from 'vitest';
import { type Block, fencedBlocks, pages, read } from '../support/blocks.js';
import { linquant } from './helpers.js';

/** A block of commands, with what the last of them prints in the block behind it. */
const printed = pages.flatMap((page) => {
  const blocks = fencedBlocks(page, read(page));
  return blocks.flatMap((block, i): { name: string; commands: Block; text: string }[] =>
    block.language === 'text' ? [{ name: block.name, commands: blocks[i - 1]!, text: block.code }] : [],
  );
});

/** Without the column of milliseconds, which is the last. */
function withoutTimes(text: string): string {
  return text.replace(/ +(ms|\d+\.?\d*)$/gm, '');
}

it.each(printed)('$name', async ({ commands, text }) => {
  fs.mkdirSync('build', { recursive: true });
  expect(commands.language).toBe('sh');
  let out = '';
  for (const command of commands.code.split('\n')) {
    const [npx, name, ...args] = command.split(' ');
    expect([npx, name]).toEqual(['npx', 'linquant']);
    const ran = await linquant(...args);
    expect(ran.code, ran.err).toBe(0);
    out = ran.out;
  }
  const isTimed = commands.code.includes('linquant embeddings');
  const [found, wanted] = [out, `${text}\n`].map((each) => (isTimed ? withoutTimes(each) : each));
  expect(found).toBe(wanted);
});

it('the README shows the command on the word vectors before it says anything else of embeddings', () => {
  const readme = read('README.md');
  expect(printed.map(({ name }) => name.split(':')[0])).toContain('README.md');
  expect(readme.indexOf('\n## On your own vectors\n')).toBeLessThan(readme.indexOf('\n## Embeddings\n'));
});

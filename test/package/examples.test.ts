import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { backend } from 'linquant';
import { expect, it } from 'vitest';
import { root } from '../support/data.js';

function run(example: string, env: Record<string, string> = {}, ...args: string[]) {
  const file = path.join(root, 'examples', 'dist', example);
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  return spawnSync(process.execPath, [file, ...args], options);
}

it('the lab prints what its own code gets wrong, and what ours gives', () => {
  const { status, stdout, stderr } = run('lab.js');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const line of [
    '[138, 153, 158, 173, 178]',
    '[-118, -103, -98, -83, -78]',
    '[-24.6, -23.1, -22.6, -21.1, -20.6]',
    '[127, 127, 127, 127, 127]',
  ]) {
    expect(stdout).toContain(line);
  }
});

it('the demo does the main job, with the same numbers on both backends', { timeout: 180_000 }, () => {
  const runs = [run('demo/main.mjs'), run('demo/main.mjs', { LINQUANT_BACKEND: 'javascript' }, '--short')];
  const outputs = runs.map(({ status, stdout, stderr }) => {
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  });
  expect(outputs[0]).toContain(`backend: ${backend.name}`);
  expect(outputs[1]).toContain('backend: javascript');
  expect(outputs[0]).toContain('float32 accuracy: 98.7 % (1974 of 2000 right)');
  expect(outputs[0]).toContain('int8 symmetric accuracy: 98.7 % (1974 of 2000 right)');
  expect(outputs[0]).toContain('top 10 overlap: 99 % (5069 of 5120 neighbours, of 512 words)');
  const accuracy = (row: string) => {
    const [, minMax, mse] = new RegExp(`^${row} +\\| +([\\d.]+) % \\| +([\\d.]+) %$`, 'm').exec(outputs[0]!)!;
    return { minMax: Number(minMax), mse: Number(mse) };
  };
  const channel = accuracy('int8 +\\| channel');
  const tensor = accuracy('int4 +\\| tensor');
  // Of 1800 images, of which float32 has 98.83 % right.
  expect(Math.min(channel.minMax, channel.mse)).toBeGreaterThanOrEqual(98.83 - 0.3);
  expect(accuracy('int4 +\\| channel').mse).toBeGreaterThan(tensor.minMax);
  expect(accuracy('int4 +\\| block of 32').mse).toBeGreaterThan(tensor.minMax);
  // All but the first line, which names the backend, the section that a short run leaves out, and the last one, which is about time.
  const numbers = outputs.map((text) =>
    text
      .slice(text.indexOf('\n'), text.indexOf('## How long'))
      .replace(/## Weights and activations.*?(?=## )/s, ''),
  );
  expect(numbers[0]!.length).toBeGreaterThan(2000);
  expect(numbers[1]).toBe(numbers[0]);
  // Behind it comes the table of embeddings, whose last two columns are about time too.
  const tables = outputs.map((text) =>
    text.slice(text.indexOf('## Embeddings')).replace(/ +\|[ \d.]*\|[ \d.]*$/gm, ''),
  );
  expect(tables[0]).toMatch(/^int8, row .* 256 \| +99\.53 % \| +0\.99996 \| +0 %$/m);
  expect(tables[0]).toMatch(/^int4, row by least squares, as values +\| +128 \| +95\.78 %/m);
  expect(tables[0]).toMatch(/^uint1, row by least squares, as values +\| +32 \| +73\.13 %/m);
  expect(tables[0]).toMatch(/^bits, 4 k ranked again +\| +32 \| +89\.69 %/m);
  const withoutTime = (table: string) => table.slice(0, table.indexOf('Recall by'));
  expect(withoutTime(tables[1]!)).toBe(withoutTime(tables[0]!));
  for (const line of numbers[0]!.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});

it('the demo says in one line what is wrong with its data', () => {
  const { status, stderr } = run('demo/main.mjs', {}, path.join(root, 'no-such-folder'));
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('no-such-folder');
});

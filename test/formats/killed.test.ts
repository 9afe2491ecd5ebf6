// Processes that are killed while they write: the old file or the whole new one is there, and after signals that can be heard nothing else.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { createNpy, readNpy } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { root as packageRoot } from '../support/data.js';
import { temporaryFolder } from './helpers.js';

const root = temporaryFolder();
const isWindows = process.platform === 'win32';

/** Writes files of 8 rows of one number, which counts up, until it is killed. Its first file is there before it says so. */
function programOf(path: string, tail: string): string {
  return `
    const { createNpy } = require('linquant/formats');
    (async () => {
      ${tail}
      for (let i = 0; ; i++) {
        const file = await createNpy(${JSON.stringify(path)}, { dtype: 'int32', columns: 1000 });
        const row = new Int32Array(1000).fill(i);
        for (let rows = 0; rows < 8; rows++) await file.write(row);
        await file.finish();
        if (i === 0) console.log('begun');
      }
    })();`;
}

/** Runs the program and kills it some time after it has begun. */
async function killed(folder: string, signal: NodeJS.Signals, after: number, tail = '') {
  const path = join(folder, 'file.npy');
  const child = spawn(process.execPath, ['-e', programOf(path, tail)], { cwd: packageRoot });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  child.stdout.once('data', () => setTimeout(() => child.kill(signal), after));
  // Once more for a signal that is lost (lib/formats/ending-signals.ts).
  const again = setInterval(() => child.kill(signal), 5000);
  const ended = await new Promise((resolve) => child.on('close', (code, by) => resolve({ code, by })));
  clearInterval(again);
  expect(errors).toBe('');
  return { path, ended };
}

async function expectWhole(path: string): Promise<void> {
  const tensor = await readNpy(path);
  expect(tensor.shape).toEqual([8, 1000]);
  const numbers = tensor.toTypedArray() as Int32Array;
  expect(numbers.every((number) => number === numbers[0])).toBe(true);
}

const cases = (['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const).flatMap((signal) =>
  [0, 1, 2].map((turn) => [signal, 3 * turn + 3 * Math.random()] as const),
);

describe.skipIf(isWindows)('a process that is killed while it writes', () => {
  it.concurrent.each(cases)('by %s after %d ms leaves a whole file', async (signal, after) => {
    const folder = fs.mkdtempSync(join(root, 'case-'));
    const { path, ended } = await killed(folder, signal, after);
    expect(ended).toEqual({ code: null, by: signal });
    await expectWhole(path);
    const beside = fs.readdirSync(folder).filter((name) => name !== 'file.npy');
    if (signal !== 'SIGKILL') expect(beside).toEqual([]);
    expect(beside.length).toBeLessThanOrEqual(1);
    await (await createNpy(join(folder, 'next.npy'), { dtype: 'int8' })).finish();
    expect(fs.readdirSync(folder).sort()).toEqual(['file.npy', 'next.npy']);
  });

  it('goes on where the program has listeners of its own, which decide', async () => {
    const folder = fs.mkdtempSync(join(root, 'case-'));
    // As signal-exit does: it ends the process only if nobody else listens.
    const tail = `
      let heard = 0;
      const hear = () => {
        if (process.listenerCount('SIGTERM') !== 1) process.exit(4);
        if (++heard === 1) setTimeout(() => process.kill(process.pid, 'SIGTERM'), 5);
        if (heard === 2) process.exit(3);
      };
      process.on('SIGTERM', hear);`;
    const { path, ended } = await killed(folder, 'SIGTERM', 5, tail);
    expect(ended).toEqual({ code: 3, by: null });
    await expectWhole(path);
    expect(fs.readdirSync(folder)).toEqual(['file.npy']);
  });
});

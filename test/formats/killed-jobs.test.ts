// Processes that are killed while quantizeFile works: the old codes or the whole new ones are there, and after signals that can be heard
// nothing else.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { quantizeFile } from 'linquant/embeddings';
import { createNpy, writeNpy } from 'linquant/formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { root as packageRoot } from '../support/data.js';
import { temporaryFolder } from './helpers.js';

const root = temporaryFolder();
const isWindows = process.platform === 'win32';
const options = { rule: 'row' } as const;
const whole: Buffer[] = [];

/** Two files of three pieces, and their codes. */
beforeAll(async () => {
  for (const turn of [0, 1]) {
    const data = Float32Array.from({ length: 600_000 }, (_, i) => Math.sin(i * (turn + 1)));
    const path = join(root, `${turn}.npy`);
    await writeNpy(path, { dtype: 'float32', shape: [6000, 100], data });
    await quantizeFile(path, join(root, 'codes.safetensors'), options);
    whole.push(fs.readFileSync(join(root, 'codes.safetensors')));
  }
});

/** Quantizes the files by turns until it is killed. */
const program = (to: string) => `
  const { quantizeFile } = require('linquant/embeddings');
  (async () => {
    for (let turn = 0; ; turn++) {
      const from = ${JSON.stringify(root)} + '/' + (turn % 2) + '.npy';
      await quantizeFile(from, ${JSON.stringify(to)}, ${JSON.stringify(options)});
      if (turn === 0) console.log('begun');
    }
  })();`;

const cases = (['SIGTERM', 'SIGKILL'] as const).flatMap((signal) =>
  [0, 1, 2, 3, 4].map((turn) => [signal, 4 * turn + 4 * Math.random()] as const),
);

describe.skipIf(isWindows)('a process that is killed while it quantizes', () => {
  it.concurrent.each(cases)('by %s after %d ms leaves whole codes', async (signal, after) => {
    const folder = fs.mkdtempSync(join(root, 'case-'));
    const to = join(folder, 'codes.safetensors');
    const child = spawn(process.execPath, ['-e', program(to)], { cwd: packageRoot });
    let again: NodeJS.Timeout | undefined;
    child.stdout.once('data', () => {
      setTimeout(() => child.kill(signal), after);
      // Once more for a signal that is lost (lib/formats/ending-signals.ts).
      again = setInterval(() => child.kill(signal), 5000);
    });
    await new Promise((resolve) => child.on('close', resolve));
    clearInterval(again);
    expect(child.signalCode).toBe(signal);
    const codes = fs.readFileSync(to);
    expect(whole.some((each) => each.equals(codes))).toBe(true);
    const beside = fs.readdirSync(folder).filter((name) => name !== 'codes.safetensors');
    expect(beside.length).toBeLessThanOrEqual(signal === 'SIGKILL' ? 1 : 0);
    await (await createNpy(join(folder, 'next.npy'), { dtype: 'int8' })).finish();
    expect(fs.readdirSync(folder).sort()).toEqual(['codes.safetensors', 'next.npy']);
  });
});

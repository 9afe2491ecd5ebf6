// A command line that is killed while it writes: the old file or the whole new one is there.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../formats/helpers.js';
import { linquantProcess, main, words } from './helpers.js';

const root = temporaryFolder();

describe.skipIf(process.platform === 'win32')('linquant quantize', () => {
  it.each(['SIGINT', 'SIGKILL'] as const)('ended by %s in the middle leaves the old file', async (signal) => {
    const folder = fs.mkdtempSync(join(root, 'case-'));
    const from = join(root, 'w.safetensors');
    // Sparse, so that it takes long to quantize and nothing to make.
    const shape = [400_000, 1000];
    const header = JSON.stringify({ w: { dtype: 'F32', shape, data_offsets: [0, 16e8] } });
    const head = Buffer.alloc(8 + header.length);
    head.writeBigUInt64LE(BigInt(header.length));
    head.write(header, 8);
    fs.writeFileSync(from, head);
    fs.truncateSync(from, head.length + 16e8);
    const to = join(folder, 'q.safetensors');
    const old = { dtype: 'int8', shape: [1], data: Int8Array.of(5) } as const;
    await writeSafetensors(to, { tensors: new Map([['old', old]]) });
    const before = fs.readFileSync(to);

    const child = spawn(process.execPath, [main, 'quantize', from, to, '--axis', '0'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // Once it has begun to write beside the old file.
    while (fs.readdirSync(folder).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill(signal);
    await ended;
    expect(child.signalCode).toBe(signal);
    expect(fs.readFileSync(to).equals(before)).toBe(true);
    expect(fs.readdirSync(folder)).toHaveLength(signal === 'SIGKILL' ? 2 : 1);
    // The next command takes away what is left.
    const next = linquantProcess(['quantize', words, to]);
    expect([next.code, fs.readdirSync(folder)]).toEqual([0, ['q.safetensors']]);
  });
});

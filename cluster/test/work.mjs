// What holds without trouble: errors, the same work submitted twice, shards that were lost.
import assert from 'node:assert/strict';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createNpy, quantizeFile } from '../linquant.mjs';
import { folderOf, planOf, shardFiles } from '../plan.mjs';
import { submit, whenFinished } from '../queue.mjs';
import { calibrateShard, quantizeShard } from '../shards.mjs';
import { startWorker } from '../start-worker.mjs';
import { quickly } from './quickly.mjs';
import { writeVectors } from './vectors.mjs';

/**
 * @param {import('bullmq').Queue} queue
 * @param {string} url
 * @param {string} folder
 * @param {(line: string) => void} tell
 */
export async function checkWork(queue, url, folder, tell) {
  const from = path.join(folder, 'few.npy');
  const to = path.join(folder, 'few-codes.npy');
  await writeVectors(from, 1000, 8);
  const { close, worker } = startWorker({ url, ...quickly });
  try {
    await assert.rejects(submit(queue, from, to, { rule: 'row' }), { code: 'ERR_LINQUANT_INVALID_OPTION' });
    await assert.rejects(submit(queue, from, to, { rule: 'ranges', dtype: 'int4' }), /dtype/);
    await assert.rejects(submit(queue, `${from}.not`, to, { rule: 'ranges' }), { code: 'ENOENT' });
    tell('wrong options and files are errors of submit');

    const id = await submit(queue, from, to, { rule: 'ranges' }, { shardRows: 100 });
    assert.equal(await submit(queue, from, to, { rule: 'ranges' }, { shardRows: 100 }), id);
    assert.deepEqual(await whenFinished(queue, id), { shape: [1000, 8], zeroRows: 0 });
    tell('the same work submitted twice is one job');

    const bad = path.join(folder, 'nan.npy');
    const npy = await createNpy(bad, { dtype: 'float32', columns: 8 });
    const x = new Float32Array(1000 * 8).fill(1);
    x[777 * 8 + 3] = NaN;
    await npy.write(x);
    await npy.finish();
    const nan = await submit(queue, bad, to, { rule: 'ranges' }, { shardRows: 100 });
    await assert.rejects(whenFinished(queue, nan), /700-800 failed/);
    const [failed] = await queue.getFailed();
    assert.ok(
      [failed, ...(await queue.getFailed())].some((job) => /row 777.*column 3/.test(job?.failedReason ?? '')),
    );
    tell('a NaN fails the job, and names its row in the file');

    const one = path.join(folder, 'few-one.npy');
    await quantizeFile(from, one, { rule: 'ranges' });
    assert.ok((await readFile(to)).equals(await readFile(one)), 'other bytes');
    await worker.pause();
    await checkLost(queue, worker, from, path.join(folder, 'lost.npy'), one);
    tell('shards that were lost or damaged are made again');
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.shards') && !name.includes('few-codes')),
      [],
    );
  } finally {
    await close();
  }
}

/**
 * Shards from before: some whole, some damaged as a crash of the storage leaves them.
 *
 * @param {import('bullmq').Queue} queue
 * @param {import('bullmq').Worker} worker
 * @param {string} from
 * @param {string} to
 * @param {string} one the file of one process
 */
async function checkLost(queue, worker, from, to, one) {
  const plan = await planOf(from, to, { rule: 'ranges' }, 100);
  const { mkdir } = await import('node:fs/promises');
  await mkdir(folderOf(plan));
  /** @type {[number, number][]} */
  const shards = [
    [0, 100],
    [100, 200],
    [200, 300],
    [300, 400],
  ];
  for (const shard of shards) await calibrateShard(plan, shard, () => {});
  for (const shard of shards) await quantizeShard(plan, shard, () => {});
  const files = shards.map((shard) => shardFiles(plan, ...shard));
  await truncate(files[0].codes, 300);
  await truncate(files[1].codes, 0);
  const { length } = await readFile(files[2].codes);
  await truncate(files[2].codes, 200);
  await truncate(files[2].codes, length);
  await writeFile(files[0].ranges, Buffer.alloc(50));
  const id = await submit(queue, from, to, { rule: 'ranges' }, { shardRows: 100 });
  worker.resume();
  await whenFinished(queue, id);
  assert.ok((await readFile(to)).equals(await readFile(one)), 'other bytes');
}

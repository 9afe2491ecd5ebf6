// A file of vectors quantized by four workers, beside quantizeFile in one process with two threads: the same bytes, and the time of each.
//
//   npm install && npm ci --prefix cluster
//   npm run demo:cluster
//
// Starts redis-server (Debian's) on a free port, and stops it; LINQUANT_REDIS=redis://... takes another. The workers are processes of this
// machine, and run before the time is taken. `-- --rows 800000 --workers 2 --rounds 5` for other numbers. Exits with 1 where bytes differ.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

if (!existsSync(new URL('node_modules/bullmq/package.json', import.meta.url))) {
  console.error('the cluster is not installed: npm ci --prefix cluster');
  process.exit(1);
}
const { promises } = await import('./linquant.mjs');
const { openQueue, submit, whenFinished } = await import('./queue.mjs');
const { openRedis } = await import('./redis.mjs');
const { writeVectors } = await import('./test/vectors.mjs');

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    dimensions: { type: 'string', default: '768' },
    workers: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
  },
});
const [rows, dimensions, count, rounds] = [values.rows, values.dimensions, values.workers, values.rounds].map(
  Number,
);
const folder = mkdtempSync(path.join(tmpdir(), 'linquant-cluster-'));
const from = path.join(folder, 'vectors.npy');
const redis = await openRedis(folder);
const queue = openQueue(redis.url);
const workers = Array.from({ length: count }, () =>
  fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), {
    env: { ...process.env, REDIS_URL: redis.url },
  }),
);
try {
  console.error(`${rows} vectors of ${dimensions} float32, ${((rows * dimensions * 4) / 1e9).toFixed(2)} GB`);
  await writeVectors(from, rows, dimensions);
  while ((await queue.getWorkersCount()) < count) await new Promise((resolve) => setTimeout(resolve, 50));
  await compare('a range for each dimension', 'codes.npy', { rule: 'ranges' });
  await compare('rows of 4 bits by least squares', 'rows.safetensors', {
    rule: 'row',
    dtype: 'int4',
    fit: 'least-squares',
  });
} finally {
  for (const worker of workers) worker.kill('SIGKILL');
  await queue.close();
  await redis.stop();
  rmSync(folder, { recursive: true });
}

/**
 * @param {string} title
 * @param {string} name of the file, whose ending says its format
 * @param {import('./plan.mjs').Rule} rule
 */
async function compare(title, name, rule) {
  const [one, all] = [path.join(folder, `one-${name}`), path.join(folder, `all-${name}`)];
  const best = { one: Infinity, all: Infinity };
  for (let round = 0; round < rounds; round++) {
    best.one = Math.min(
      best.one,
      await seconds(() => promises.quantizeFile(from, one, { ...rule, threads: 2 })),
    );
    best.all = Math.min(
      best.all,
      await seconds(async () => whenFinished(queue, await submit(queue, from, all, rule))),
    );
  }
  const same = (await hashOf(one)) === (await hashOf(all));
  const times = `${count} workers ${best.all.toFixed(2)} s, one process of two threads ${best.one.toFixed(2)} s: ${(best.all / best.one).toFixed(2)}`;
  console.log(`${title}: ${times}; ${same ? 'the same bytes' : 'OTHER BYTES'}`);
  if (!same) process.exitCode = 1;
}

/** @param {() => Promise<unknown>} work */
async function seconds(work) {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** @param {string} file */
async function hashOf(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

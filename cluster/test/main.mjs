// npm run test:cluster: quantizeFile's work on workers that are killed and paused at random moments, with a Redis server that is killed and
// started again, byte for byte beside one process.
//
//   npm ci --prefix cluster
//   npm run test:cluster             # 200 kills: some minutes
//   npm run test:cluster -- --quick  # what the gate does
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';

if (!existsSync(new URL('../node_modules/bullmq/package.json', import.meta.url))) {
  console.error('the cluster is not installed: npm ci --prefix cluster');
  process.exit(1);
}
const { startChaos } = await import('./chaos.mjs');
const { cases, expectedOf, filesOf, shardRows, writeInputs } = await import('./cases.mjs');
const { checkWork } = await import('./work.mjs');
const { openQueue, submit, whenFinished } = await import('../queue.mjs');
const { startRedis } = await import('../redis.mjs');

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, kills: { type: 'string', default: '200' } },
});
const wanted = values.quick
  ? { kills: 4, pauses: 1, restarts: 1, every: 200 }
  : { kills: Number(values.kills), pauses: 20, restarts: 20, every: 700 };
const rows = 20_000;
const began = performance.now();
const tell = (/** @type {string} */ line) =>
  console.log(`${((performance.now() - began) / 1000).toFixed(2).padStart(7)} s  ${line}`);

const folder = mkdtempSync(path.join(tmpdir(), 'linquant-cluster-'));
const redis = await startRedis(folder);
const queue = openQueue(redis.url);
/** @type {ReturnType<typeof startChaos> | undefined} */
let chaos;
try {
  await checkWork(queue, redis.url, folder, tell);
  await writeInputs(folder, rows);
  const expected = await Promise.all(cases.map((each) => expectedOf(folder, each)));
  const workers = 3;
  chaos = startChaos(redis, workers, 100, tell);
  while ((await queue.getWorkersCount()) < workers) await setTimeout(20);
  let rounds = 0;
  do {
    await round(chaos, expected);
    rounds++;
  } while (!values.quick && chaos.done.kills < wanted.kills);
  const { kills, killsAtWork, pauses, restarts } = chaos.done;
  const again = [...chaos.begun.values()].filter((times) => times > 1).length;
  assert.ok(
    kills > 0 && killsAtWork > 0 && pauses > 0 && restarts > 0,
    'the work ended before there was trouble',
  );
  tell(
    `${rounds * cases.length} files, ${kills} workers killed (${killsAtWork} at work), ${pauses} paused, Redis killed ${restarts} times; ` +
      `${chaos.begun.size} jobs, ${again} of them begun more than once: every file is byte for byte that of one process`,
  );
} finally {
  chaos?.stop();
  await queue.close();
  await redis.stop();
  rmSync(folder, { recursive: true });
}

/**
 * All cases at once.
 *
 * @param {ReturnType<typeof startChaos>} chaos
 * @param {Awaited<ReturnType<typeof expectedOf>>[]} expected
 */
async function round(chaos, expected) {
  let ended = false;
  const work = Promise.all(
    cases.map(async (each) => {
      const { from, to, options } = filesOf(folder, each);
      rmSync(to, { force: true });
      const id = await submit(queue, from, to, options, { shardRows });
      const result = await whenFinished(queue, id);
      tell(`${each.name} is there`);
      return result;
    }),
  ).finally(() => {
    ended = true;
  });
  const [results] = await Promise.all([work, chaos.run(wanted, () => ended)]);
  for (const [i, { name }] of cases.entries()) {
    assert.ok(readFileSync(path.join(folder, name)).equals(expected[i].bytes), `${name}: other bytes`);
    assert.deepEqual(results[i], expected[i].result, name);
  }
  // But those of the job that failed.
  const left = readdirSync(folder).filter((name) => name.endsWith('.shards') && !name.startsWith('.few'));
  assert.deepEqual(left, []);
}

// How work is submitted, and waited for.
import { rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { folderOf, nameOf, planOf } from './plan.mjs';
import { retries } from './processor.mjs';

export const queueName = 'linquant';

/**
 * Commands wait for Redis, however long it is away.
 *
 * @param {string} url
 */
export function connectionOf(url) {
  return { url, maxRetriesPerRequest: null };
}

/** @param {string} url of the Redis server */
export function openQueue(url) {
  const queue = new Queue(queueName, { connection: connectionOf(url) });
  queue.on('error', () => {});
  return queue;
}

/**
 * Submits the work of quantizeFile. The same work has the same job: who submits it twice waits for one, and after Redis was lost its shards are
 * found.
 *
 * @param {Queue} queue
 * @param {string} from
 * @param {string} to
 * @param {import('./plan.mjs').Rule & { tensor?: string }} options
 * @param {{ shardRows?: number }} [cluster]
 * @returns {Promise<string>} the id of the job
 */
export async function submit(queue, from, to, options, { shardRows } = {}) {
  const plan = await planOf(from, to, options, shardRows);
  const jobId = `file-${nameOf(plan)}`;
  const before = await queue.getJob(jobId);
  if (before !== undefined && ['completed', 'failed'].includes(await before.getState()))
    await before.remove();
  const day = 24 * 60 * 60;
  await queue.add('file', plan, {
    jobId,
    removeOnComplete: { age: day },
    removeOnFail: { age: 7 * day },
    ...retries,
  });
  return jobId;
}

/**
 * Waits for the end of a job. It asks for its state, since events are not kept where Redis loses its memory.
 *
 * @param {Queue} queue
 * @param {string} id
 * @returns {Promise<import('./join.mjs').Result>} rejects with the job's error
 */
export async function whenFinished(queue, id) {
  // Seldom, where the work is long.
  for (let pause = 10; ; pause = Math.min(1000, pause * 1.1)) {
    const job = await queue.getJob(id);
    if (job === undefined)
      throw new Error(`job ${id} is gone: Redis was lost, or it ended long ago; submit it again`);
    const state = await job.getState();
    if (state === 'completed') {
      // Its worker does so too, unless it was killed as soon as the job had ended.
      await rm(folderOf(job.data), { recursive: true, force: true });
      return (await queue.getJob(id))?.returnvalue;
    }
    if (state === 'failed') throw new Error(`job ${id} failed: ${(await queue.getJob(id))?.failedReason}`);
    await setTimeout(pause);
  }
}

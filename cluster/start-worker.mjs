// A worker in this process.
import { rm } from 'node:fs/promises';
import { Queue, Worker } from 'bullmq';
import { folderOf } from './plan.mjs';
import { processorOf } from './processor.mjs';
import { connectionOf, queueName } from './queue.mjs';

/**
 * Starts a worker.
 *
 * @param {object} options
 * @param {string} options.url of the Redis server
 * @param {number} [options.lockDuration] milliseconds without a sign of life until a job is another's
 * @param {number} [options.stalledInterval] milliseconds between looks for such jobs
 * @param {(job: import('./processor.mjs').AnyJob) => void | Promise<void>} [options.onPiece]
 */
export function startWorker({ url, lockDuration = 30_000, stalledInterval = 30_000, onPiece }) {
  const connection = connectionOf(url);
  const queue = new Queue(queueName, { connection });
  const worker = new Worker(queueName, processorOf(queue, lockDuration, onPiece), {
    connection,
    lockDuration,
    stalledInterval,
    // BullMQ's 1 is for jobs that are at fault themselves. Here a worker may be ended at any time: of several, by those who rent machines.
    maxStalledCount: 20,
  });
  // Its job is another's by now.
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'its lock was lost');
  });
  // Once the job has ended, so that a job that was killed before finds its shards.
  worker.on('completed', async (job) => {
    if (job.name === 'file') await rm(folderOf(job.data), { recursive: true, force: true });
  });
  // Without listeners they would end the process; both go on when Redis is there again.
  queue.on('error', () => {});
  worker.on('error', () => {});
  return {
    worker,
    /** Ends when the jobs at hand have ended. */
    close: async () => {
      await worker.close();
      await queue.close();
    },
  };
}

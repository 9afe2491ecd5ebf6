// The jobs. A file's job gives each shard a job, waits for them, and goes on: it is a parent that BullMQ runs again when its children have
// ended. It keeps no state of its own: which children have ended says what comes next, so that it may be killed anywhere.
import { mkdir } from 'node:fs/promises';
import { UnrecoverableError, WaitingChildrenError } from 'bullmq';
import { joinShards } from './join.mjs';
import { folderOf, isRanged, shardsOf } from './plan.mjs';
import { calibrateShard, quantizeShard, wholeRule } from './shards.mjs';

/**
 * @typedef {import('./plan.mjs').Plan} Plan
 * @typedef {{ plan: Plan, shard: [from: number, to: number] }} ShardData
 * @typedef {import('bullmq').Job<any, any, string>} AnyJob
 */

/** Errors of the file system may pass; others are unrecoverable. */
export const retries = { attempts: 5, backoff: { type: 'exponential', delay: 500 } };

/**
 * Makes the processor of a worker.
 *
 * @param {import('bullmq').Queue} queue where a file's job adds those of its shards
 * @param {number} lockDuration that of the worker
 * @param {(job: AnyJob) => void | Promise<void>} [onPiece] called between pieces
 */
export function processorOf(queue, lockDuration, onPiece) {
  // A worker has one job at a time.
  const memory = {};
  // BullMQ passes a signal to functions of three parameters.
  return async (
    /** @type {AnyJob} */ job,
    /** @type {string} */ token = '',
    /** @type {AbortSignal=} */ signal,
  ) => {
    const between = async () => {
      signal?.throwIfAborted();
      await onPiece?.(job);
    };
    try {
      if (job.name === 'file') return await runFile(queue, job, token, lockDuration, between);
      /** @type {ShardData} */
      const { plan, shard } = job.data;
      if (job.name === 'calibrate') await calibrateShard(plan, shard, between);
      else await quantizeShard(plan, shard, between, memory);
      return job.name;
    } catch (error) {
      throw isLasting(error) ? new UnrecoverableError(error.message) : error;
    }
  };
}

/**
 * @param {import('bullmq').Queue} queue
 * @param {AnyJob} job
 * @param {string} token
 * @param {number} lockDuration
 * @param {import('./shards.mjs').Between} between
 */
async function runFile(queue, job, token, lockDuration, between) {
  /** @type {Plan} */
  const plan = job.data;
  await mkdir(folderOf(plan), { recursive: true });
  if (isRanged(plan.rule)) {
    await runShards(queue, job, token, 'calibrate');
    // All shards read what is merged here.
    await wholeRule(plan, between);
  }
  await runShards(queue, job, token, 'quantize');
  return joinShards(plan, async () => {
    await between();
    // Whoever was paused for long finds that the job is another's, and leaves the file alone.
    if ((await job.extendLock(token, lockDuration)) !== 1) throw new Error(`lost the lock of job ${job.id}`);
  });
}

/**
 * Returns when all shards have ended a step. Until then the job ends here, by an error that BullMQ knows, and is run again.
 *
 * @param {import('bullmq').Queue} queue
 * @param {AnyJob} job
 * @param {string} token
 * @param {'calibrate' | 'quantize'} step
 */
async function runShards(queue, job, token, step) {
  /** @type {Plan} */
  const plan = job.data;
  const shards = shardsOf(plan);
  const parent = { id: String(job.id), queue: job.queueQualifiedName };
  for (;;) {
    const ended = Object.values(await job.getChildrenValues()).filter((name) => name === step).length;
    if (ended === shards.length) return;
    // A child that is there already is not added again: its id is taken.
    await queue.addBulk(
      shards.map((shard) => ({
        name: step,
        data: { plan, shard },
        opts: {
          jobId: `${job.id}-${step}-${shard.join('-')}`,
          parent,
          failParentOnFailure: true,
          removeOnComplete: true,
          ...retries,
        },
      })),
    );
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
  }
}

/**
 * Whether an error will come again: those of linquant about data, options and files that are something else.
 *
 * @param {any} error
 * @returns {error is Error}
 */
function isLasting(error) {
  return error instanceof RangeError || String(error?.code).startsWith('ERR_LINQUANT_');
}

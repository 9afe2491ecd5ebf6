// Workers that are killed and paused, and a Redis server that is killed and started again, at random moments.
import { fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Longer than the lock of a job and two looks for stalled ones: by then the job of who is paused is another's. */
const pause = 3000;

/**
 * @typedef {object} Trouble what is to be done
 * @property {number} kills how many workers to kill at most
 * @property {number} pauses how many to pause at most
 * @property {number} restarts how often to kill Redis at most
 * @property {number} every milliseconds from one to the next, on average
 */

/**
 * Starts workers.
 *
 * @param {Awaited<ReturnType<typeof import('../redis.mjs').openRedis>>} redis
 * @param {number} count
 * @param {number} slow milliseconds that a worker waits after each piece
 * @param {(line: string) => void} tell
 */
export function startChaos(redis, count, slow, tell) {
  const program = fileURLToPath(new URL('worker.mjs', import.meta.url));
  /** How often each job was begun. @type {Map<string, number>} */
  const begun = new Map();
  const workers = Array.from({ length: count }, (_, i) => start(i));
  const done = { kills: 0, killsAtWork: 0, pauses: 0, restarts: 0 };

  /** @param {number} i */
  function start(i) {
    const child = fork(program, { env: { ...process.env, REDIS_URL: redis.url, SLOW: `${slow}` } });
    const worker = { i, child, job: '', paused: false };
    child.on('message', (/** @type {string} */ job) => {
      worker.job = job;
      if (job !== '') begun.set(job, (begun.get(job) ?? 0) + 1);
    });
    return worker;
  }

  const doing = (/** @type {string} */ job) =>
    job === '' ? 'idle' : `in ${job.replace(/^file-[0-9a-f]*-?/, '') || 'file'}`;

  function killOne() {
    const busy = workers.filter(({ job, paused }) => job !== '' && !paused);
    if (busy.length === 0) return;
    const { i, child, job } = busy[Math.floor(Math.random() * busy.length)];
    child.kill('SIGKILL');
    tell(`SIGKILL worker ${i}, ${doing(job)}`);
    done.kills++;
    if (job !== '') done.killsAtWork++;
    workers[i] = start(i);
  }

  /** Pauses a worker that has a shard. */
  async function pauseOne() {
    const busy = workers.filter(({ job }) => /-(quantize|calibrate)-/.test(job));
    if (busy.length === 0) return;
    const worker = busy[Math.floor(Math.random() * busy.length)];
    worker.paused = true;
    worker.child.kill('SIGSTOP');
    tell(`SIGSTOP worker ${worker.i}, ${doing(worker.job)}`);
    done.pauses++;
    await setTimeout(pause);
    tell(`SIGCONT worker ${worker.i}, ${doing(worker.job)}`);
    worker.child.kill('SIGCONT');
    worker.paused = false;
  }

  async function restartRedis() {
    if (redis.kill === undefined) return;
    await redis.kill();
    tell('SIGKILL redis-server');
    await setTimeout(200 * Math.random());
    await redis.start();
    tell('redis-server is back, from its append-only file');
    done.restarts++;
  }

  return {
    begun,
    done,
    /**
     * Makes trouble until `ended` says that all jobs have ended.
     *
     * @param {Trouble} trouble
     * @param {() => boolean} ended
     */
    run: async (trouble, ended) => {
      /** @type {Promise<void> | undefined} */
      let pausing;
      for (let n = 0; ; n++) {
        await setTimeout(2 * trouble.every * Math.random());
        if (ended()) break;
        if (n % 5 === 0 && done.pauses < trouble.pauses && pausing === undefined) {
          pausing = pauseOne().finally(() => {
            pausing = undefined;
          });
        } else if (n % 5 === 2 && done.restarts < trouble.restarts) await restartRedis();
        else if (done.kills < trouble.kills) killOne();
      }
      await pausing;
    },
    stop: () => {
      for (const { child } of workers) child.kill('SIGKILL');
    },
  };
}

#!/usr/bin/env bash
# bullmq 6.7.0 with ioredis 6.0.0 and Debian's redis-server: one worker with a long `stalledInterval` decides for all workers of the
# queue when a lost job is found. Who has looked for stalled jobs keeps the others from it for an interval of its own.
#
# Expected: a worker with `stalledInterval: 500` finds a job whose lock has ended within about a second, as the option says ("number of
# milliseconds between stallness checks"), whatever other workers are told; more workers look at least as often.
#
# Instead: the same stalledInterval in every worker of a queue, of old releases of the program too; the longest counts.
. "$(dirname "$0")/_lib.sh"
command -v redis-server > /dev/null || { echo 'needs redis-server: apt-get install redis-server' >&2; exit 1; }
packages bullmq@6.7.0 ioredis@6.0.0
port=$((20000 + RANDOM % 20000))
redis-server --port $port --bind 127.0.0.1 --dir "$folder" --save '' > "$folder/redis.log" &
trap 'kill %1; rm -rf "$folder"' EXIT
export REDIS_PORT=$port
run << 'JS'
import { setTimeout } from 'node:timers/promises';
import { Queue, QueueEvents, Worker } from 'bullmq';

const connection = { port: Number(process.env.REDIS_PORT), maxRetriesPerRequest: null };

/** Whether a job whose worker gives no sign of life is found within 5 s, beside workers with other intervals. */
async function isFound(name, intervals) {
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  await events.waitUntilReady();
  for (const stalledInterval of intervals) {
    const idle = new Worker(name, null, { connection, stalledInterval });
    await idle.waitUntilReady();
    await idle.startStalledCheckTimer();
  }
  await setTimeout(300);
  const options = { connection, lockDuration: 500, stalledInterval: 500, skipLockRenewal: true };
  new Worker(name, () => setTimeout(60_000), options).on('error', () => {});
  await queue.add('job', {});
  const stalled = new Promise((resolve) => events.once('stalled', () => resolve(true)));
  return Promise.race([stalled, setTimeout(5000, false)]);
}

console.log('found within 5 s, stalledInterval 500:', await isFound('alone', []));
console.log('the same beside an idle worker with 30000:', await isFound('beside', [30_000]));
process.exit();
JS
was << 'SEEN'
found within 5 s, stalledInterval 500: true
the same beside an idle worker with 30000: false
SEEN

// A worker: `node cluster/worker.mjs`, with the Redis server in REDIS_URL. As many as there are cores, on every machine that has the files.
import { startWorker } from './start-worker.mjs';

const { close, worker } = startWorker({ url: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379' });
worker.on('failed', (job, error) => console.error(`${job?.id}: ${error.message}`));
// It ends when the job at hand has ended.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, close);

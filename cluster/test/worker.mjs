// A worker of the test: it takes its time, so that signals find it at work, and tells what it does.
import { setTimeout } from 'node:timers/promises';
import { startWorker } from '../start-worker.mjs';
import { quickly } from './quickly.mjs';

const { REDIS_URL = '', SLOW = '0' } = process.env;
const { worker } = startWorker({
  url: REDIS_URL,
  ...quickly,
  onPiece: async () => {
    await setTimeout(Number(SLOW));
  },
});
worker.on('active', (job) => process.send?.(job.id));
worker.on('completed', () => process.send?.(''));
worker.on('failed', () => process.send?.(''));
// The test was ended.
process.on('disconnect', () => process.exit());

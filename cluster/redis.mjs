// A Redis server of its own, for the demo and the test: Debian's redis-server on a free port, with its append-only file in a folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * Starts the server that is to be used: that of LINQUANT_REDIS, where it is set, which nothing here starts or stops.
 *
 * @param {string} folder
 */
export async function openRedis(folder) {
  const { LINQUANT_REDIS: url } = process.env;
  return url ? { url, kill: undefined, start: undefined, stop: async () => {} } : startRedis(folder);
}

/** @param {string} folder for the append-only file */
export async function startRedis(folder) {
  const port = await freePort();
  // Without snapshots: every command is in the append-only file before it is answered.
  const flags = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--save',
    '',
  ];
  /** @type {import('node:child_process').ChildProcess} */
  let server;
  const start = async () => {
    server = spawn('redis-server', flags, { stdio: 'ignore' });
    await Promise.race([untilListening(port), once(server, 'error').then(([error]) => refuse(error))]);
  };
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    const ended = once(server, 'exit');
    if (server.exitCode === null && server.kill(signal)) await ended;
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, start, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** @param {NodeJS.ErrnoException} error */
function refuse(error) {
  const missing = 'redis-server is missing: apt-get install redis-server, or LINQUANT_REDIS=redis://...';
  throw error.code === 'ENOENT' ? new Error(missing) : error;
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
}

/** @param {number} port */
async function untilListening(port) {
  for (let i = 0; i < 500; i++) {
    const socket = createConnection(port, '127.0.0.1');
    const isOpen = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await setTimeout(20);
  }
  throw new Error(`redis-server does not listen on port ${port}`);
}

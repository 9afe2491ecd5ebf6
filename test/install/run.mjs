// Child processes in an environment that holds nothing but what the way names.
import { spawn } from 'node:child_process';

/**
 * Runs a command and gives { status, signal, stdout, stderr }; never throws. `env` is the whole environment. A process
 * that hangs is ended, and has no status.
 */
export function run(command, args, { cwd, env, uid, timeout = 120_000 }) {
  return new Promise((resolve) => {
    const options = { cwd, env, timeout, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] };
    const child = spawn(command, args, uid === undefined ? options : { ...options, uid, gid: uid });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        output[name] += text;
      });
    }
    child.on('error', (error) => resolve({ status: null, signal: null, ...output, stderr: error.message }));
    child.on('close', (status, signal) => resolve({ status, signal, ...output }));
  });
}

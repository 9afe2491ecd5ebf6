// Programs in processes of their own: how they are run, and how they hand back what they measured.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';

const longest = 15 * 60_000;

/** Runs a command to its end; what it prints is kept, and shown too where `show` asks for it. */
export function run(command, args, { env = {}, cwd = root, timeout = longest, show = false } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, timeout });
  const result = { pid: child.pid, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      result[name] += text;
      if (show) process.stdout.write(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...result, code, signal }));
  });
}

/** Runs one of programs/ by Node. `tree` is the tree whose package it loads. */
export function program(name, args = [], { flags = [], tree = root, ...options } = {}) {
  const file = path.join(tree, 'test', 'endings', 'programs', name);
  return run(process.execPath, [...flags, file, ...args.map(String)], { cwd: tree, ...options });
}

/** How a process ended, in words. */
export function ending({ code, signal }) {
  return signal === null ? `exit code ${code}` : signal;
}

/** The rows that a program prints as JSON. Any other ending, or a word on stderr, is a failure. */
export async function rowsOf(name, args, options) {
  const result = await program(name, args, options);
  if (result.code !== 0 || result.stderr !== '') {
    throw new Error(
      `${name}: ${ending(result)}\n${result.stdout.slice(0, 2000)}${result.stderr.slice(0, 4000)}`,
    );
  }
  return JSON.parse(result.stdout);
}

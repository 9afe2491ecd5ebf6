import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { run } from '../../dist/command-line/run.js';
import { root } from '../support/data.js';

/** What a command line gave. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const main = path.join(root, 'dist', 'command-line', 'main.js');

/** Runs a command line in this process, which is quicker than one of its own. */
export async function linquant(...args: readonly string[]): Promise<Ran> {
  const { stdout, stderr } = process;
  const written = { out: '', err: '' };
  const kept = [stdout.write, stderr.write] as const;
  stdout.write = (text: string) => {
    written.out += text;
    return true;
  };
  stderr.write = (text: string) => {
    written.err += text;
    return true;
  };
  try {
    return { code: await run(args), ...written };
  } finally {
    [stdout.write, stderr.write] = kept;
  }
}

/** Runs it and gives what it printed as JSON; an error of it is thrown. */
export async function json(...args: readonly string[]): Promise<never> {
  const { code, out, err } = await linquant(...args, '--json');
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as never;
}

/** Runs it in a process of its own, in the repository. */
export function linquantProcess(args: readonly string[], env: Record<string, string> = {}): Ran {
  const options = { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], options);
  return { code: status, out: stdout, err: stderr };
}

export { main };

export const words = 'examples/data/word-vectors.npy';
export const classifier = 'examples/data/glyph-classifier.safetensors';

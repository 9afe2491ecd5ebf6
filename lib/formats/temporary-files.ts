import { builtIn } from '../platform/node.js';
import { hearSignals, offEndingSignal, onEndingSignal } from './ending-signals.js';

const crypto = builtIn('node:crypto');
const { readFileSync, readlinkSync, unlinkSync } = builtIn('node:fs');
const fs = builtIn('node:fs/promises');
const { hostname } = builtIn('node:os');
const { sep } = builtIn('node:path');

/**
 * Temporary files are `.linquant-WHERE-PID-RANDOM.tmp`. A program that a signal ends runs no code of ours, unless a file grows piece by
 * piece: a listener for the signal would keep Ctrl-C from ending programs that are busy. So the next program that writes into the folder
 * removes what is left of processes that are gone.
 */
const pattern = /^\.linquant-([0-9a-f]{8})-(\d{1,10})-[0-9a-f-]+\.tmp$/;

/** Files of this process that are being written. */
const open = new Set<string>();

/** Those of them that are written piece by piece. */
const growing = new Set<string>();

/** Folders that this process has looked into; at most {@link mostFolders}. */
const tidied = new Set<string>();

const mostFolders = 1000;

let here: string | undefined;

/** Where it is not known which process ids are of this machine: nothing is removed. */
const nowhere = '00000000';

/** The machine since it was started and, in containers, the namespace: where a process id means a process. */
function whereabouts(): string {
  here ??= findWhereabouts();
  return here;
}

function findWhereabouts(): string {
  // Deno asks the user for permission to know the name of the machine.
  if (process.versions.deno !== undefined) return nowhere;
  let space = '';
  if (process.platform === 'linux') {
    try {
      // Machines that share a folder may have one name: the boot tells them apart.
      space = readlinkSync('/proc/self/ns/pid') + readFileSync('/proc/sys/kernel/random/boot_id', 'latin1');
    } catch {
      // Not under every permission.
      return nowhere;
    }
  }
  return crypto.createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8);
}

/** A new name in `folder`, which may have `..` behind a link: the path is not normalized. */
export function temporaryName(folder: string): string {
  return `${folder}${sep}.linquant-${whereabouts()}-${process.pid}-${crypto.randomUUID()}.tmp`;
}

/**
 * Lets a file be removed if the process exits before {@link forget}: by process.exit or by an error that nobody catches.
 *
 * @param grows - whether a signal that ends the process removes it too
 */
export function remember(path: string, grows: boolean): void {
  if (open.size === 0) process.on('exit', removeAll);
  open.add(path);
  if (grows && growing.add(path).size === 1) onEndingSignal(removeAll);
}

/** Lets a file stay. It is one that {@link remember} knows. */
export async function forget(path: string): Promise<void> {
  // Until then a signal removes it, or finds it renamed.
  if (growing.has(path)) await hearSignals();
  open.delete(path);
  if (open.size === 0) process.off('exit', removeAll);
  if (growing.delete(path) && growing.size === 0) offEndingSignal();
}

function removeAll(): void {
  for (const path of open) {
    try {
      unlinkSync(path);
    } catch {
      // Renamed or removed meanwhile.
    }
  }
}

/** Removes what processes that are gone left in a folder, once for each folder. Whatever fails is left to the next. */
export async function tidy(folder: string): Promise<void> {
  if (tidied.has(folder) || whereabouts() === nowhere) return;
  if (tidied.size === mostFolders) tidied.clear();
  tidied.add(folder);
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names) {
    const [, where, pid] = pattern.exec(name) ?? [];
    if (where !== whereabouts() || isRunning(Number(pid))) continue;
    await fs.unlink(`${folder}${sep}${name}`).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

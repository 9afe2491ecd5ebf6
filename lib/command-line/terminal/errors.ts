import { isErrorCode } from '../../errors.js';
import { builtIn } from '../../platform/node.js';

const { debuglog } = builtIn('node:util');

/** What was typed is wrong: exit code 2. */
export class UsageError extends Error {}

/** What was asked for cannot be done: exit code 1. */
export class Failure extends Error {}

/** A file is not what a command needs. */
export class FileError extends Failure {
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
  }
}

/** What the errors of the file system are called. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'is a folder',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system can only be read',
  EBUSY: 'is in use, such as a mount point',
};

/** An error in one line. */
export function messageOf(error: unknown): string {
  const { code, path, dest, message } = error as NodeJS.ErrnoException & { dest?: string };
  if (typeof code === 'string' && Object.hasOwn(systemErrors, code)) {
    // A file is written under another name first, beside its own.
    const place = (dest ?? path)?.replace(/[\\/]\.linquant-[^\\/]*\.tmp$/, '');
    return `${place === undefined ? '' : `${place}: `}${systemErrors[code]}`;
  }
  const isExpected = error instanceof UsageError || error instanceof Failure || isErrorCode(code);
  // Errors of the system, such as EIO, have codes too.
  if (isExpected || typeof code === 'string') return inOneLine(asTyped(message));
  debuglog('linquant')('%s', (error as Error | undefined)?.stack);
  return `a mistake of linquant itself, please report it (NODE_DEBUG=linquant shows where): ${inOneLine(String(message ?? error))}`;
}

/** Options of functions that have the same name here. */
const typed = [
  'dtype',
  'scheme',
  'axis',
  'method',
  'percentile',
  'rule',
  'fit',
  'range',
  'dialect',
  'tensor',
  'k',
];

/** A message of a function with the names of options as they are typed here. */
export function asTyped(text: string): string {
  return text.replace(/\boptions\.(\w+)/g, (_, name: string) => (typed.includes(name) ? `--${name}` : name));
}

function inOneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

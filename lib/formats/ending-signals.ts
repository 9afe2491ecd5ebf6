import { builtIn } from '../platform/node.js';

const { setImmediate } = builtIn('node:timers/promises');

/** The signals that end a process and can be listened to; SIGHUP also when its terminal is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let cleanUp: (() => void) | undefined;

/** Calls `work` before a signal ends the process, until {@link offEndingSignal}. Has no effect in a worker, which gets no signals. */
export function onEndingSignal(work: () => void): void {
  cleanUp = work;
  // First, so that those behind find the number of listeners that they would find without this one: some end the process only if they
  // are alone.
  for (const signal of signals) process.prependListener(signal, listener);
}

/**
 * Waits until signals that came before were heard. The event loop hands them on once a turn; who stops listening first, drops them, and
 * the process that they should have ended goes on. In the second turn nothing is left to do between that and the caller, so that only a
 * signal of these microseconds is lost.
 */
export async function hearSignals(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

export function offEndingSignal(): void {
  cleanUp = undefined;
  for (const signal of signals) process.off(signal, listener);
}

function listener(signal: NodeJS.Signals): void {
  process.off(signal, listener);
  if (process.listenerCount(signal) === 0) {
    cleanUp?.();
    // Without a listener it ends the process, as it would have.
    process.kill(process.pid, signal);
    return;
  }
  // Those of the program decide what happens: it may go on. If they end it by process.exit, that cleans up.
  queueMicrotask(() => {
    if (cleanUp !== undefined) process.prependListener(signal, listener);
  });
}

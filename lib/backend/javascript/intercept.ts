import { type Kernels, operationNames, Status, slot } from '../../kernels.js';
import type { CallView, Handler } from '../deferral.js';
import { numbers } from './numbers.js';

let handler: Handler | undefined;

/** See Deferral in ../deferral.ts. */
export function intercept(given: Handler | undefined): void {
  handler = given;
}

/** Whether there is a handler: operations that can be deferred call {@link handOver} then. */
export function isIntercepted(): boolean {
  return handler !== undefined;
}

/** What an operation does that is not to be run: a call whose status is ok is the handler's. */
export function handOver(name: keyof Kernels, ...views: CallView[]): void {
  if (handler === undefined || numbers[slot.status] !== Status.ok) return;
  handler((operationNames as readonly string[]).indexOf(name), ...views);
}

import { type Kernels, operationNames, Status, slot } from '../../kernels.js';
import type { CallView, Handler } from '../deferral.js';
import { numbers } from './numbers.js';

let handler: Handler | undefined;
let isCheckedOnly = false;

/** See Deferral in ../deferral.ts. */
export function intercept(given: Handler | undefined): void {
  handler = given;
}

/** Whether there is a handler: operations that can be deferred call {@link handOver} then. */
export function isIntercepted(): boolean {
  return handler !== undefined;
}

/** Whether the call that runs is to be checked, and no more. */
export function isChecked(): boolean {
  return isCheckedOnly;
}

/** Checks a call by its own kernel, and hands it over. */
export function handOver(name: keyof Kernels, check: () => void, ...views: CallView[]): void {
  isCheckedOnly = true;
  try {
    check();
  } finally {
    isCheckedOnly = false;
  }
  const operation = (operationNames as readonly string[]).indexOf(name);
  if (numbers[slot.status] === Status.ok) handler!(operation, ...views);
}

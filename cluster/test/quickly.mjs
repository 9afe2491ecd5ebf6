// A worker that is gone is found within two seconds. All workers of a queue look for stalled jobs in turn, and the longest interval counts.
export const quickly = { lockDuration: 1000, stalledInterval: 500 };

#!/usr/bin/env node
import { run } from './run.js';

// A reader such as `head` that has seen enough is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

// Workers stopped, and processes ended, in the middle of native work: exit codes and what stands on stderr are those of
// any other program, whatever was running.
import { ending, program, rowsOf } from '../processes.mjs';

const silent = /^$/;
/** Node's own report of an error that nobody caught. */
const uncaught = /^\S+:\d+\n.*\n *\^\n\nError: on purpose\n( {4}at .*\n)+\nNode\.js v.*\n$/;

/** How each program of end.mjs must end; those whose workers are young end after 0, 7, 14... milliseconds. */
const expected = {
  exit: ['exit code 7'],
  exitYoung: ['exit code 7'],
  stopYoung: ['exit code 0'],
  exitPending: ['exit code 7'],
  throwsPending: ['exit code 1', uncaught],
  pending: ['exit code 7'],
  exitInCall: ['exit code 7'],
  callAtExit: ['exit code 7'],
  throws: ['exit code 1', uncaught],
  unref: ['exit code 0'],
  signal: ['SIGTERM'],
  signalInCall: ['SIGTERM'],
  signalHandled: ['exit code 7'],
  workerThrows: ['exit code 0'],
  workerExits: ['exit code 0'],
  workerOutOfMemory: ['exit code 0'],
};

/** Every call takes longest on the scalar kernels. */
const env = { LINQUANT_ISA: 'scalar' };

export async function ends({ quick, say, tell }) {
  for (const row of await rowsOf('stopped.mjs', [quick ? 5 : 50], { env })) tell(row);
  for (const row of await rowsOf('loading.mjs', [quick ? 25 : 1000])) tell(row);
  for (const [name, [end, stderr = silent]] of Object.entries(expected)) {
    const isYoung = name.endsWith('Young');
    const times = isYoung ? (quick ? 5 : 60) : quick ? 1 : 10;
    for (let i = 0; i < times; i++) {
      const milliseconds = isYoung ? 7 * (i % 30) : 0;
      const result = await program('end.mjs', [name, milliseconds], { env, timeout: 120_000 });
      if (ending(result) === end && stderr.test(result.stderr) && result.stdout === '') continue;
      say(`${name} after ${milliseconds} ms:\n${result.stdout}${result.stderr}`);
      throw new Error(`${name}: expected ${end}; got ${ending(result)}`);
    }
    const words = stderr === silent ? 'nothing on stderr' : "Node's own message on stderr";
    tell({ what: `end.mjs ${name}`, count: times, measured: `${end}, ${words}` });
  }
}

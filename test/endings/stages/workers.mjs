// Workers come and go (a thousand in a full run), and leave no more behind than workers that never loaded the package.
import { judge } from '../memory.mjs';
import { ending, program } from '../processes.mjs';

/**
 * Bytes for each start that a worker may leave behind beyond what Node itself keeps of one: what two runs of the same
 * program differ by, times a few. Less than that, down to one instance of the addon: the sanitizer sees it (asan).
 */
const limits = { rss: 32_768, heapUsed: 1024, external: 1024, arrayBuffers: 1024 };

async function start(...args) {
  const result = await program('workers.mjs', args, { flags: ['--expose-gc'] });
  if (result.code === 0 && result.stderr === '') return JSON.parse(result.stdout);
  throw new Error(`workers.mjs ${args.join(' ')}: ${ending(result)}\n${result.stderr.slice(-4000)}`);
}

/** Growth for each start of the second half. */
function eachOf({ grown, starts }) {
  return Object.fromEntries(Object.entries(grown).map(([kind, bytes]) => [kind, bytes / (starts / 2)]));
}

export async function workers({ quick, tell }) {
  const plain = await start('without', quick ? 100 : 1000);
  const control = eachOf(plain);
  const told = judge('a worker without the package', control, {});
  tell({ what: 'workers without the package, for each start', count: plain.starts, measured: told.measured });
  for (const keep of quick ? ['go'] : ['go', 'keep']) {
    const given = await start('with', quick ? 200 : 1000, keep);
    // Memory that shrank while workers without the package ran says nothing about workers: below 0 counts as 0.
    const more = Object.fromEntries(
      Object.entries(eachOf(given)).map(([kind, bytes]) => [kind, bytes - Math.max(control[kind], 0)]),
    );
    const what = `workers with it${keep === 'keep' ? ', and the main thread' : ''}: more than that`;
    tell({ what, count: given.starts, ...judge(what, more, limits) });
    tell({
      what: `of these stopped; ${given.working} in the middle of their calls`,
      count: given.stopped,
    });
    if (given.working < given.stopped / 4) throw new Error('hardly any worker was stopped in the middle');
  }
}
